"""Questions about plans, work and progress that read across models."""
