"""Text into typed values, and which field is wrong."""
