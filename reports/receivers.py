"""What reports does when it hears news of the tasks app."""
