"""What is in order in a DECK, and what is not."""
