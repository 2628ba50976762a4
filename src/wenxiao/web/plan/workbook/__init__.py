"""The workbook of an office: its form as data, how it is written, read, checked against the form, and given back with marks."""
