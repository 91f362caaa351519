"""Forms of reports, the board and what the board says."""
