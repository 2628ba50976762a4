"""What may a program ask and do in the plan? One file a subject; every operation calls the service or query that the pages call."""
