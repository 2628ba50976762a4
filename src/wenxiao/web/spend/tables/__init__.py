"""Tables that come from outside or go out: lists of payees, files for the bank, what the bank answers."""
