"""GRACE: what is done with a person's documents. She processes, and never speaks."""
