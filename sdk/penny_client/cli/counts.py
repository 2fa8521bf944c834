"""How many there are of something, as it is said of one and of several."""


def counted(count: int, one: str, many: str = "") -> str:
    """Such as "1 document", "2 documents"; `many` where an s is not enough."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
