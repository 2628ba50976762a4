"""The field's knowledge as dated data with its legal source, and the one loader that picks what is in force."""
