"""Findings for people and machines: terminal, JSON, HTML, and the reader's own docx and pdf with notes at the wrong figures."""
