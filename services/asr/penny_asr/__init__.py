"""Recognition: audio in, words out while they are spoken."""
