"""DECK: the only place where anything is kept."""
