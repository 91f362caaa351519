"""An invented bloc with plans and three months of work, to see and try every page. No real person, body or text."""
