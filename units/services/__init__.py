"""What changes units, people and the office."""
