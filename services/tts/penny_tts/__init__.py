"""Voice: written text in, speech out."""
