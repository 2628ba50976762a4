"""The verbs of spending, one transaction each."""
