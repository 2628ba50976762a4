"""What `benchmarks/web.py` opens: the office's own settings, with an empty page beside its pages, and a large unit in its database."""
