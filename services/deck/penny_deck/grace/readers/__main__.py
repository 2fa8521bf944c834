"""python -m penny_deck.grace.readers: the process that reads, as `sandbox` starts it."""

from penny_deck.grace.readers import child

if __name__ == "__main__":
    child.serve()
