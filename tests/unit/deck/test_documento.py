"""YAML as data with lines."""

from pathlib import Path

import pytest

from penny_chassis.errors import Misconfigured
from penny_deck.planos import documento


def write(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "archivo.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_scalars_are_read_as_yaml_1_2(tmp_path: Path) -> None:
    """Hours, dates, `no` and quoted numbers stay texts; numbers, true, false and nothing are what they look like."""
    path = write(tmp_path, 'a: 14:00\nb: 2025-12-16\nc: no\nd: "1"\ne: 7\nf: 1.5\ng: true\nh:\ni: false\nj: +3\n')
    data = documento.read(path).data
    assert data == {
        "a": "14:00",
        "b": "2025-12-16",
        "c": "no",
        "d": "1",
        "e": 7,
        "f": 1.5,
        "g": True,
        "h": None,
        "i": False,
        "j": 3,
    }


def test_every_key_and_element_has_its_line(tmp_path: Path) -> None:
    """The lines are those that an editor shows."""
    path = write(tmp_path, "# comentario\na:\n  b:\n    - uno\n    - dos\n")
    lines = documento.read(path).lines
    assert (lines["a",], lines["a", "b"], lines["a", "b", 1]) == (2, 3, 5)


def test_a_fault_of_a_missing_key_names_the_line_that_should_hold_it(tmp_path: Path) -> None:
    """The nearest line that exists is named, and the whole key."""
    document = documento.read(write(tmp_path, "\na:\n  b: 1\n"))
    fault = document.fault(("a", "c"), "missing.")
    assert (fault.message, fault.field) == (f"{document.path}:2: a.c: missing.", "a.c")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: [1, 2\n", 3, "not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "a: the key is there twice"),
        ("a: &x 1\nb: *x\n", 2, "b: an alias"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "b: a tag"),
        ("a: 1\nb: !secreto x\n", 2, "b: a tag"),
        ("a: 1\n[1, 2]: x\n", 2, "a key must be a word"),
        ("a: 1\nb: \x07\n", 2, "forbids"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
    ],
)
def test_what_would_hide_its_meaning_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    """Broken YAML, double keys, aliases and tags are errors that name file and line."""
    path = write(tmp_path, text)
    with pytest.raises(Misconfigured) as caught:
        documento.read(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")
    assert words in caught.value.message


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    """A file cannot exhaust the stack."""
    with pytest.raises(Misconfigured):
        documento.read(write(tmp_path, "[" * 60_000 + "]" * 5))


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    """The limit is named."""
    with pytest.raises(Misconfigured, match=str(documento.MAX_BYTES)):
        documento.read(write(tmp_path, "#" * (documento.MAX_BYTES + 1)))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are named as such."""
    path = tmp_path / "archivo.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(Misconfigured, match="not UTF-8"):
        documento.read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The remedy says what to do."""
    with pytest.raises(Misconfigured, match="is missing"):
        documento.read(tmp_path / "archivo.yaml")


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("a: 1\nb: 2\nc: 3\n", "b: 9", "a: 1\nb: 9\nc: 3\n"),
        ("a: 1\nb:\n  - 2  # dos\n# de c\nc: 3\n", "b:\n  - 9  # nueve\nz: 1\n", "a: 1\nb:\n  - 9  # nueve\nc: 3\n"),
        ("a: 1\nb: 2", "x: 0\nb: 9\n", "a: 1\nb: 9\n"),
        ("b: 2\r\nc: 3\r\n", "b: 9\n", "b: 9\nc: 3\n"),
    ],
)
def test_a_block_takes_the_place_of_another(text: str, other: str, expected: str, end: str) -> None:
    """Whatever the two files end with, and whatever ends their lines."""
    path = Path("a.yaml")
    spliced = documento.parse(path, text + end).with_block("b", documento.parse(path, other + end))
    assert spliced.replace("\r\n", "\n") == expected
    assert documento.parse(path, spliced).data == documento.parse(path, expected).data
