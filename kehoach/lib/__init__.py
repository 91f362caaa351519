"""The bottom of the house: pure helpers that import no app and no model."""
