"""Questions about how plans stand: the board's figures, coverage of reports, units in need, what waits for review."""
