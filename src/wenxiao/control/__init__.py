"""What may be done to money, and how can anyone recompute afterwards that it was right? No Django, no server."""
