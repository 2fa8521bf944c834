"""Backups of all that DECK keeps, and putting them back."""
