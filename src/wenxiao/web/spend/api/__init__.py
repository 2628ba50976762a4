"""What may a program ask of spending? The same services and the same matrix as the pages."""
