"""What can be done to the plan: verbs named `<noun>_<verb>`, one transaction each, one module a subject."""
