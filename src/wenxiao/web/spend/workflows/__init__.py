"""How allotments and requests move from state to state, as data."""
