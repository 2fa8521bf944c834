"""The catalogue of what Penny says and shows of her own accord, one TOML file a language."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

DEFAULT_LANGUAGE = "es"


@dataclass(frozen=True, slots=True)
class Phrases:
    """A language's phrases, by name."""

    said: dict[str, str]
    """Spoken by the voice."""
    shown: dict[str, str]
    """Sent as the text of a notice or an error, by its code."""
    recados: dict[str, str]
    """What is said about recados; {what} is what is to be done."""
    grace: dict[str, str]
    """What is said about documents."""
    datasets: dict[str, str]
    """What is said about datasets; {name} is the file's, {count} how much is in it."""
    backchannels: tuple[str, ...]
    """What people say while they listen, only to show that they do."""
    replies: tuple[str, ...]
    """What people say to a proposal."""
    interruptions: tuple[str, ...]
    """What people say to stop whoever speaks."""


@functools.cache
def phrases(language: str) -> Phrases:
    """The phrases of a language, or of the default one if there is no such file."""
    folder = resources.files(__name__)
    file = folder / f"{language}.toml"
    if not language.isalpha() or not file.is_file():
        file = folder / f"{DEFAULT_LANGUAGE}.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    heard = {name: tuple(words) for name, words in table["heard"].items()}
    return Phrases(
        said=table["said"],
        shown=table["shown"],
        recados=table["recados"],
        grace=table["grace"],
        datasets=table["datasets"],
        **heard,
    )
