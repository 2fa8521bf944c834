"""The vault: what people upload, and what it is."""
