"""The pages of spending."""
