"""How a disclosure moves from state to state, as data."""
