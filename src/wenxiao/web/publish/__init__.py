"""Publishing: the document derives itself from the records, is proved, reviewed and signed, and goes out as what was signed."""
