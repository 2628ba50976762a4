"""Who did what, when, in which post, from which state to which, and why? Append-only and chained by hash."""
