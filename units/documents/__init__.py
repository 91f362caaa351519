"""Lists of the units app as Excel files, written and read; pure, knows no model."""
