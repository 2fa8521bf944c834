"""Pulling from addresses: resuming, refusing wrong bytes, and going on to the next source."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from penny_models import Advanced, Catalogue, FileReady, PullFailedError, SourceSkipped, locate
from penny_models.catalogue import GitHubSource, HuggingFaceSource
from penny_models.errors import OutOfReachError, SourceError
from penny_models.progress import Progress
from penny_models.pull import pull
from penny_models.reach import REACH_S, Reach, trusted
from penny_models.streams import address

if TYPE_CHECKING:
    from unit.models.conftest import Bench, Site

DATA = bytes(range(256)) * 2000

AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUP6Af3gmTNZv8C/GKjVY/0p6BnsIwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUUGVubnkgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIxMjI1MzM0
WhgPMjEyNjEwMjgyMjUzMzRaMB8xHTAbBgNVBAMMFFBlbm55IHRlc3QgYXV0aG9y
aXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/5zIBUdwD429UI/9FazqWfdS
pPUtWzNTx/4kdTPNuo8L07Ktd1Ab++kiVnXko4UJVoUDYRXVTp7cHZzHFEjIqaNT
MFEwHQYDVR0OBBYEFE+M0iuUwc8QN3kdGOJdIK2TagK4MB8GA1UdIwQYMBaAFE+M
0iuUwc8QN3kdGOJdIK2TagK4MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
RwAwRAIgDIBQef7lzCZd2xQFDhXYBg+UiqAXteTEy5x4RbbkATYCIHl5x8gk/U1t
TKtAJCzQPlGVmXc8wcxa7xCqtgf6nyMc
-----END CERTIFICATE-----
"""


def skipped(events: list[Progress]) -> list[SourceSkipped]:
    """The sources that were given up."""
    return [event for event in events if isinstance(event, SourceSkipped)]


def put_partial(home: Path, data: bytes) -> None:
    """What an interrupted pull leaves."""
    (home / "toy").mkdir(parents=True)
    (home / "toy" / "model.bin.partial").write_bytes(data)


def refused() -> str:
    """An address of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_a_file_is_put_in_its_place(bench: "Bench", site: "Site", home: Path) -> None:
    """After a pull the model is located, nothing of the download is left, and the source was told."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f", DATA)))
    events: list[Progress] = []

    assert pull(["toy"], home, catalogue, events.append) == (home / "toy",)

    assert locate("toy", home, catalogue) == home / "toy"
    assert [path.name for path in (home / "toy").iterdir()] == ["model.bin"]
    assert events[-1] == FileReady("toy/model.bin", site.url.removeprefix("http://"))
    assert Advanced("toy/model.bin", len(DATA), len(DATA)) in events


def test_a_download_cut_twice_goes_on_where_it_was(bench: "Bench", site: "Site", home: Path) -> None:
    """A connection that breaks off is taken up again with a Range from the first byte that is not here."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f", DATA)))
    site.cut_after["/f"] = [100_000, 50_000]

    pull(["toy"], home, catalogue)

    assert site.asked == [("/f", ""), ("/f", "bytes=100000-"), ("/f", "bytes=150000-")]
    assert (home / "toy" / "model.bin").read_bytes() == DATA


def test_an_interrupted_pull_goes_on_in_the_next(bench: "Bench", site: "Site", home: Path) -> None:
    """The partial file of an earlier pull is not fetched again."""
    put_partial(home, DATA[:70_000])

    pull(["toy"], home, bench.catalogue(bench.file(DATA, bench.url("/f", DATA))))

    assert site.asked == [("/f", "bytes=70000-")]


def test_the_next_source_goes_on_with_the_bytes_of_the_first(bench: "Bench", site: "Site", home: Path) -> None:
    """What one source gave before it failed for good is not asked of the next one."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/a", DATA), bench.url("/b", DATA)))
    site.cut_after["/a"] = [1000] * 10
    events: list[Progress] = []

    pull(["toy"], home, catalogue, events.append)

    assert site.asked[-1] == ("/b", "bytes=10000-")
    assert "broke off 10 times" in skipped(events)[0].reason


def test_a_server_without_ranges_starts_again(bench: "Bench", site: "Site", home: Path) -> None:
    """An answer with the whole file, instead of the rest, is taken from its beginning."""
    put_partial(home, DATA[:70_000])
    site.ranges = False

    pull(["toy"], home, bench.catalogue(bench.file(DATA, bench.url("/f", DATA))))

    assert (home / "toy" / "model.bin").read_bytes() == DATA


@pytest.mark.parametrize("partial", [b"X" * 70_000, b"X" * len(DATA), b"X" * (len(DATA) + 1)])
def test_a_partial_of_something_else_is_thrown_away(bench: "Bench", site: "Site", home: Path, partial: bytes) -> None:
    """A partial file with wrong bytes costs one download from the beginning, and does not blame the source."""
    put_partial(home, partial)
    events: list[Progress] = []

    pull(["toy"], home, bench.catalogue(bench.file(DATA, bench.url("/f", DATA))), events.append)

    assert site.asked[-1] == ("/f", "")
    assert skipped(events) == []


@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (DATA[:-1] + b"X", "SHA-256"),
        (DATA + b"X", f"{len(DATA) + 1} bytes instead of {len(DATA)}"),
        (DATA[:-1], f"{len(DATA) - 1} bytes instead of {len(DATA)}"),
        (b"", f"0 bytes instead of {len(DATA)}"),
    ],
)
def test_wrong_bytes_are_refused(bench: "Bench", home: Path, served: bytes, reason: str) -> None:
    """A source with other bytes is named with the file and the remedy, and nothing of it stays."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f", served)))

    with pytest.raises(PullFailedError, match=r"toy/model\.bin \(127\.0\.0\.1.*penny models pull toy") as caught:
        pull(["toy"], home, catalogue)

    assert reason in caught.value.failures["toy/model.bin"][0].reason
    assert [path for path in (home / "toy").iterdir() if path.stat().st_size] == []


def test_a_source_without_the_file_is_skipped(bench: "Bench", home: Path) -> None:
    """A 404 is told with the source's name, and the next source gives the file."""
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/nothing"), bench.url("/f", DATA)))
    events: list[Progress] = []

    pull(["toy"], home, catalogue, events.append)

    assert [event.reason for event in skipped(events)] == ["answered 404 Not Found"]
    assert (home / "toy" / "model.bin").read_bytes() == DATA


def two_files(bench: "Bench", first_host: str) -> Catalogue:
    """A model of two files that the first host would serve if it answered."""
    return bench.catalogue(
        *(
            bench.file(DATA, {"kind": "url", "url": f"{first_host}/{path}"}, bench.url(f"/{path}", DATA), path=path)
            for path in ("a.bin", "b.bin")
        )
    )


def test_a_host_that_refuses_is_named_once(bench: "Bench", home: Path) -> None:
    """A host out of reach is told by name for the first file, not asked for the second, and both files arrive."""
    host = refused()
    events: list[Progress] = []

    pull(["toy"], home, two_files(bench, host), events.append)

    assert [event.source for event in skipped(events)] == [host.removeprefix("http://")]
    assert "refused" in skipped(events)[0].reason
    assert {path.name for path in (home / "toy").iterdir()} == {"a.bin", "b.bin"}


def test_a_host_that_hangs_is_skipped_in_time(bench: "Bench", home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that takes the connection and never answers is given up at the limit, which is at most 3 s."""
    assert REACH_S <= 3.0
    monkeypatch.setattr("penny_models.pull.REACH_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        host = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        events: list[Progress] = []

        pull(["toy"], home, two_files(bench, host), events.append)

    assert [event.reason for event in skipped(events)] == ["no answer in 0.2 s"]
    assert {path.name for path in (home / "toy").iterdir()} == {"a.bin", "b.bin"}


def test_a_host_out_of_reach_is_remembered_until_more_patience_is_lent(site: "Site") -> None:
    """The same patience is refused without asking; more of it asks again."""
    site.silent.add("/slow")
    site.files["/f"] = DATA
    with Reach({}) as reach:
        with pytest.raises(OutOfReachError) as first, reach.open(f"{site.url}/slow", {}, 0.2):
            pass
        with pytest.raises(OutOfReachError) as second, reach.open(f"{site.url}/f", {}, 0.2):
            pass
        with reach.open(f"{site.url}/f", {}, 5.0) as response:
            status = response.status_code

    assert (first.value.again, second.value.again, status) == (False, True, 200)
    assert site.paths() == ["/slow", "/f"]


def test_something_that_is_no_address_is_a_source_error() -> None:
    """An address that cannot be parsed fails like a source, not like a bug."""
    with Reach({}) as reach, pytest.raises(SourceError, match="not an address"):  # noqa: SIM117
        with reach.open("http://127.0.0.1:port/f", {}, 1.0):
            pass


def test_authorities_of_the_user_s_tools_are_trusted(tmp_path: Path) -> None:
    """A bundle that pip or curl is told of is trusted as well, and one that is not there does no harm."""
    own, absent = tmp_path / "own.pem", tmp_path / "absent.pem"
    own.write_text(AUTHORITY)
    plain = trusted({}).cert_store_stats()["x509_ca"]

    assert trusted({"PIP_CERT": str(absent)}).cert_store_stats()["x509_ca"] == plain
    assert trusted({"PIP_CERT": str(own)}).cert_store_stats()["x509_ca"] == plain + 1


def test_redirects_keep_the_range(bench: "Bench", site: "Site", home: Path) -> None:
    """A hub that sends the download elsewhere is followed, the Range included."""
    put_partial(home, DATA[:70_000])
    bench.url("/elsewhere", DATA)
    site.redirects["/f"] = f"{site.url}/elsewhere"

    pull(["toy"], home, bench.catalogue(bench.file(DATA, bench.url("/f"))))

    assert site.asked == [("/f", "bytes=70000-"), ("/elsewhere", "bytes=70000-")]


def test_a_corrupt_file_is_replaced(bench: "Bench", home: Path) -> None:
    """The remedy that the errors name works: a pull puts a corrupt file right."""
    (home / "toy").mkdir(parents=True)
    (home / "toy" / "model.bin").write_bytes(DATA[:-1] + b"X")
    catalogue = bench.catalogue(bench.file(DATA, bench.url("/f", DATA)))

    pull(["toy"], home, catalogue)

    assert locate("toy", home, catalogue) == home / "toy"


def test_addresses_of_the_hubs() -> None:
    """Hugging Face and GitHub sources become the addresses of those hubs, or of the endpoint that is configured."""
    hub = HuggingFaceSource(kind="huggingface", repo="a/b", revision="v1", file="c/d.bin")
    release = GitHubSource(kind="github", repo="a/b", tag="v1", asset="d.bin")

    assert address(hub, {}).url == "https://huggingface.co/a/b/resolve/v1/c/d.bin"
    assert address(hub, {"HF_ENDPOINT": "https://hub.example/"}).url == "https://hub.example/a/b/resolve/v1/c/d.bin"
    assert address(release, {}).url == "https://github.com/a/b/releases/download/v1/d.bin"
    assert address(hub, {}).title == "Hugging Face (huggingface.co)"
