"""Manuscripts to files: one module a format, `write_<format>(manuscript) -> bytes`, the same bytes for the same manuscript."""
