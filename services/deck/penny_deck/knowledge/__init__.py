"""Knowledge (`kb://`): what a person's own documents say, cut into passages and found by words and by meaning."""
