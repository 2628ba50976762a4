"""What will the money do? The unit's profile, the project library, objectives and indicators, the budget in rounds, its approval."""
