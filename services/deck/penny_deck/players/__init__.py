"""Players: the people that DECK knows, what each of them may do, and the tokens by which they are known."""
