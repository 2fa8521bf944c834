"""The planos: what they may say, how they are read, changed and told."""
