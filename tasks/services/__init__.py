"""What changes plans, assignments and progress, or decides whether the rules of the plan allow it."""
