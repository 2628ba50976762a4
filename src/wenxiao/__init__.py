"""Wenxiao (问效): every yuan spent is asked what it achieved."""

__version__ = "0.1.0"
