"""What a person says of time, in Spanish: read into a moment, and said back. Pure."""
