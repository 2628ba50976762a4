"""What is typed about units and people, field by field. What may not be so is said by the services."""
