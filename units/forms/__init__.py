"""Fields that choose units and days, and the forms of units, people and the office."""
