"""A pull as its caller sees it: what it does first, two at once, and how it ends early."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from penny_models import (
    NoSpaceError,
    Planned,
    PullFailedError,
    StorageError,
    UnknownModelError,
    Waiting,
    locate,
)
from penny_models.progress import Progress
from penny_models.pull import pull

if TYPE_CHECKING:
    from unit.models.conftest import Bench, Site

DATA = bytes(range(256)) * 2000


def test_without_names_the_default_models_are_pulled(bench: "Bench", home: Path) -> None:
    """No name means the default models."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f", DATA)))

    assert pull(home=home, catalogue=catalogue) == (home / "toy",)


def test_what_is_there_is_not_fetched_and_nothing_is_written(bench: "Bench", site: "Site", home: Path) -> None:
    """A folder that has everything is only read, so it may be read-only."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f")))
    (home / "toy").mkdir(parents=True)
    (home / "toy" / "model.bin").write_bytes(DATA)
    events: list[Progress] = []

    pull(["toy"], home, catalogue, events.append)

    assert events == [Planned((), 0)]
    assert site.asked == []
    assert [path.name for path in home.iterdir()] == ["toy"]


def test_the_plan_comes_first(bench: "Bench", home: Path) -> None:
    """The first event names the files to fetch and how many bytes they are."""
    catalogue = bench.catalogue(
        bench.file(DATA, bench.url("/f", DATA)), bench.file(b"{}", bench.url("/g", b"{}"), path="config.json")
    )
    events: list[Progress] = []

    pull(["toy", "toy"], home, catalogue, events.append)

    assert events[0] == Planned(("toy/model.bin", "toy/config.json"), len(DATA) + 2)


def test_an_unknown_name_fetches_nothing(bench: "Bench", site: "Site", home: Path) -> None:
    """One unknown name among good ones is found out before any download."""
    with pytest.raises(UnknownModelError):
        pull(["toy", "tyo"], home, bench.catalogue(bench.file(DATA, bench.url("/f", DATA))))

    assert site.asked == []


def test_a_disk_without_room_is_found_out_first(bench: "Bench", site: "Site", home: Path) -> None:
    """A download larger than the free space is refused before it begins, with both figures."""
    file = bench.file(DATA, bench.url("/f", DATA)) | {"size_bytes": 1 << 40}
    home.mkdir()

    with pytest.raises(NoSpaceError, match=r"1099\.\d+ GB are needed and \d+\.\d+ GB are free") as caught:
        pull(["toy"], home, bench.catalogue(file))

    assert caught.value.needed_bytes >= 1 << 40 > caught.value.free_bytes
    assert site.asked == []


def test_a_folder_that_cannot_be_made_is_a_typed_error(bench: "Bench", home: Path) -> None:
    """A weights' folder that is in truth a file says so, and that PENNY_MODELS_HOME may name another."""
    home.write_text("")

    with pytest.raises(StorageError, match="PENNY_MODELS_HOME"):
        pull(["toy"], home, bench.catalogue(bench.file(DATA, bench.url("/f", DATA))))


def test_files_that_arrived_stay_when_others_fail(bench: "Bench", home: Path) -> None:
    """The error names the file that nobody gave, and the others are in their places."""
    catalogue = bench.catalogue(
        bench.file(DATA, bench.url("/f", DATA)), bench.file(b"{}", bench.url("/nothing"), path="config.json")
    )

    with pytest.raises(PullFailedError) as caught:
        pull(["toy"], home, catalogue)

    assert list(caught.value.failures) == ["toy/config.json"]
    assert (home / "toy" / "model.bin").read_bytes() == DATA


def test_two_pulls_at_once_take_turns(bench: "Bench", site: "Site", home: Path) -> None:
    """The second pull says that it waits, and then finds everything there: each file is fetched once."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f", DATA)))
    first_has_begun, second_waits = threading.Event(), threading.Event()
    second: list[Progress] = []

    def slow(event: Progress) -> None:
        if isinstance(event, Planned):
            first_has_begun.set()
            assert second_waits.wait(30)

    def follow(event: Progress) -> None:
        second.append(event)
        if isinstance(event, Waiting):
            second_waits.set()

    threads = [threading.Thread(target=pull, args=(["toy"], home, catalogue, report)) for report in (slow, follow)]
    threads[0].start()
    assert first_has_begun.wait(30)
    threads[1].start()
    for thread in threads:
        thread.join()

    assert second == [Waiting(), Planned((), 0)]
    assert site.paths() == ["/f"]
    assert locate("toy", home, catalogue) == home / "toy"


@pytest.mark.parametrize("error", [ValueError("of the caller"), BrokenPipeError("of the caller"), KeyboardInterrupt()])
def test_an_error_of_the_report_ends_the_pull_and_comes_out_as_it_is(
    bench: "Bench", home: Path, error: BaseException
) -> None:
    """A caller can end a pull from its report; its error is not taken for one of the disk or of a source."""
    files = [bench.file(DATA, bench.url(f"/{name}", DATA), path=name) for name in "abcdefgh"]

    def report(event: Progress) -> None:
        if not isinstance(event, Planned):
            raise error

    with pytest.raises(type(error)) as caught:
        pull(["toy"], home, bench.catalogue(*files), report)

    assert caught.value is error
    assert not any((home / "toy" / name).exists() for name in "abcdefgh")
