"""What changes periods, reports, reviews and roll-ups."""
