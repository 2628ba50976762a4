"""The pages of units and people."""
