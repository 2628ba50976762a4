"""The pages that belong to no stage: the desk, search, the manual, health."""
