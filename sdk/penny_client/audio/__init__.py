"""Sound on the client's side: cutting, pacing, playing, and the devices."""
