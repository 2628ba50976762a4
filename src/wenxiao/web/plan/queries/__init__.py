"""What is known of the plan, for pages, exports and the API. One module a subject."""
