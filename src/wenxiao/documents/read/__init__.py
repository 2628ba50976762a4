"""Files to blocks: `read(path)` picks the reader by what the file is, not by what it is called."""
