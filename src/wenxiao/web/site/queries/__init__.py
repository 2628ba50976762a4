"""What the pages that belong to no stage ask: what waits, where is what I sent, what is found."""
