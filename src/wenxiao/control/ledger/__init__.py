"""指标账: what may still be spent under each cap, and how did it come to that? Nodes, commands, entries; on SQLite and PostgreSQL."""
