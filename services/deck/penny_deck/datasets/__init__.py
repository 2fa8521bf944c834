"""Plano 4 (DATASET): a file of the Vault or a collection of knowledge, given to the model as a question needs it."""
