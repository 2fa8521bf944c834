"""One file an engine; each is the only one that imports its library."""
