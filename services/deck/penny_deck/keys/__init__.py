"""What is kept is sealed under a key of its player's, and the keys under a master key."""
