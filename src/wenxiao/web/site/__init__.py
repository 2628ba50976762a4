"""How do the parts stand together? Settings, addresses, layout, the desk, search, the API, and the commands of the office."""
