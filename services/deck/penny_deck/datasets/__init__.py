"""Plano 4 (DATASET): a table or document of the Vault, of which the model is given what a question is about."""
