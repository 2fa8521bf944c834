"""How many there are of something, and how large it is, as people read it. Pure."""


def counted(count: int, one: str, many: str = "") -> str:
    """Such as "1 document", "2 documents"; `many` where an s is not enough."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def sized(count: int) -> str:
    """So many bytes, such as "2 KB"."""
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1000:  # noqa: PLR2004 - decimal units
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
