"""The Vault: recados, and the files that a person has put there."""
