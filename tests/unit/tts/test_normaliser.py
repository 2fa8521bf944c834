r"""The normaliser as a whole: the table of pairs, and what holds of any text.

A pair is a line of `normaliser/<concern>.tsv`: what is written, a tab, what is said. In the first `\n`, `\uXXXX` and
`\\` stand for the character; in the second `∅` stands for nothing.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penny_tts.normaliser import normalise

_TABLES = Path(__file__).parent / "normaliser"
_CONCERNS = {
    "abbreviations", "acronyms", "addresses", "agreement", "cardinals", "characters", "codes", "dates", "fractions",
    "hours", "markup", "money", "ordinals", "punctuation", "roman", "symbols", "unchanged", "units",
}  # fmt: skip
_SAID = re.compile(r"(?:[^\W\d_ªº]|[ ,;:.…?!¿¡'-])*+")


def _unescaped(cell: str) -> str:
    return re.sub(r"\\(n|\\|u[0-9a-f]{4})", _character, cell)


def _character(match: re.Match[str]) -> str:
    return {"n": "\n", "\\": "\\"}.get(match[1]) or chr(int(match[1][1:], 16))


def _pairs() -> list[tuple[str, str, str]]:
    rows = []
    for path in sorted(_TABLES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            written, said = line.split("\t")
            rows.append((path.stem, _unescaped(written), said.replace("∅", "")))
    return rows


_PAIRS = _pairs()
#: Pieces of text that rules look for, and signs that can hide one from another.
_PIECES = st.one_of(
    st.sampled_from([written for _, written, _ in _PAIRS]),
    st.sampled_from(
        list(" .,;:!?¿¡…'’-–—_*#`~|/\\()[]{}<>&+=%€$£@^\"«»°ºª²½\n\t\u200b\u0301\xa0♥👋x0159aAIXVMñD·•→±×")
    ),
    st.sampled_from(["Sr.", "D.", "p.", "ej.", "EE.", "UU.", "etc.", "S.", "L.", "a.", "C.", "siglo", "XX", "I", "V"]),
    st.sampled_from(
        ["las", "la", "Felipe", "n.º", "c/", "y/o", "www.", "h", "km", "el", "de", "personas", "mil", "No"]
    ),
    st.sampled_from(
        ["http://", ".com", "[a](b)", "**", "```", "&amp;", "<b>", "- ", "1. ", "# ", "14:00", "1.547", "3er"]
    ),
    st.text(max_size=3),
)
_HOSTILE = st.lists(_PIECES, max_size=8).map("".join)


@pytest.mark.parametrize("concern", sorted(_CONCERNS))
def test_written_forms_are_said_as_in_the_table(concern: str) -> None:
    """Every row is said as the row says, and what is said already passes unchanged."""
    told = {written: said for table, written, said in _PAIRS if table == concern}
    assert {written: normalise(written) for written in told} == told
    assert {said: normalise(said) for said in told.values()} == {said: said for said in told.values()}


def test_every_concern_has_its_table() -> None:
    """There is a table for each concern, and no form is written twice in one."""
    forms = [(concern, written) for concern, written, _ in _PAIRS]

    assert {concern for concern, _ in forms} == _CONCERNS
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("clause", ["a las 14:00", "son 45,90 €", "con la ONU", "el 15/01/2025", "el 21 %", "**bien**"])
def test_a_clause_keeps_its_mark(clause: str) -> None:
    """The mark a clause ends with is the mark it is said with: the voice's tone hangs on it."""
    marks = [",", ".", ";", ":", "?", "!", "…"]

    assert [normalise(clause) + mark for mark in marks] == [normalise(clause + mark) for mark in marks]


@pytest.mark.parametrize("language", ["es", "ES", "es-ES", "es_MX", "es-419"])
def test_spanish_is_spanish_anywhere(language: str) -> None:
    """Every tag of Spanish gets the Spanish rules."""
    assert normalise("21 personas", language) == "veintiuna personas"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("# Hi **there** 👋, at 14:00", "Hi there, at 14:00"),
        ("- one\n- two (2)", "one, two (2)"),
        ("See [the page](https://example.org/a_b) & `x_y` :)", "See the page & x_y"),
        ("It's 5 € — snake_case, 3 * 4", "It's 5 € — snake_case, 3 × 4"),
    ],
)
def test_another_language_loses_only_what_nobody_reads(written: str, said: str) -> None:
    """Outside Spanish markup and emoji go, and figures stay."""
    assert said == normalise(written, "en")


@settings(max_examples=120)
@given(_HOSTILE)
def test_it_says_only_words_and_pauses(text: str) -> None:
    """Whatever comes in, letters, single spaces and the voice's marks come out, opening with no pause."""
    said = normalise(text)

    assert _SAID.fullmatch(said)
    assert not re.search(r"  |^[ ,;:.…?!]|[ ¿¡]$| [,;:.…?!]", said)


@settings(max_examples=120)
@given(_HOSTILE, st.sampled_from(["es", "en"]))
def test_it_leaves_alone_what_it_said(text: str, language: str) -> None:
    """Saying it twice is saying it once, however the pieces were glued together."""
    said = normalise(text, language)

    assert said == normalise(said, language)


@settings(max_examples=120)
@given(st.text(st.characters(codec=None), max_size=40), st.text(max_size=8))
def test_it_takes_any_text_in_any_language(text: str, language: str) -> None:
    """No text (lone surrogates included) and no language tag makes it raise."""
    said = normalise(text, language)

    assert said == said.strip()


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1.111", "1,111", "12 34 ", "1-", "1/", "1:", "1:1", "a.", "a@", "a/", "[", "[a](", "**a", "_", "a_", "`",
        "<a ", "</b", "&amp;", "$", "€", "%", "- ", "IV ", "XIX y ", "S. ", "A-1", "ES91 ", "+34 ", " ", "\n", "| ",
        "¿¡", "¿ ", ", ,", "((a)", "Sr. ", "p. ", "1.º ", "21 personas ", "las 14:00-", "www.", "https://", "a.com",
        "5 km/", "AAAA", "bcd", "👋 ", "\u0301", "#", "<!--", "000", "'", "\\*", "el 1/2 ", "2025-", "ABCD1", "1 y ",
    ],
)  # fmt: skip
def test_no_repetition_runs_away(piece: str) -> None:
    """Repeating what a rule looks for makes none backtrack without end: it would never come back from here."""
    said = normalise(piece * (2_000 // len(piece)))

    assert _SAID.fullmatch(said)
