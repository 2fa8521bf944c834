"""The catalogue of model weights: where they come from, their checksums, and how to fetch them."""
