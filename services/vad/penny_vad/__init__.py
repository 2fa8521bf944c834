"""Voice activity: when somebody speaks, and whether a pause is the end of the turn."""
