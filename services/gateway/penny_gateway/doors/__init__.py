"""One file a door: each is an adapter between a protocol and the same conversation."""
