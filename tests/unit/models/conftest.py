"""A site on 127.0.0.1 that serves files, badly when told to, and catalogues written on the spot."""

import hashlib
import io
import os
import ssl
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from penny_models.catalogue import Catalogue, Model, Part

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass
class Site:
    """What the local server serves, how it misbehaves, and what it was asked."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: dict[str, list[int]] = field(default_factory=dict)
    """Answers that break off after so many bytes, the first ones first."""
    silent: set[str] = field(default_factory=set)
    redirects: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Each path with its Range header."""
    closing: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        site, asked_range = self.site, self.headers.get("Range", "")
        site.asked.append((self.path, asked_range))
        if self.path in site.silent:
            site.closing.wait(30)
            self.close_connection = True
        elif self.path in site.redirects:
            self._answer(302, b"", Location=site.redirects[self.path])
        elif (body := site.files.get(self.path)) is None:
            self._answer(404, b"")
        else:
            self._serve(body, asked_range if site.ranges else "")

    def _serve(self, body: bytes, asked_range: str) -> None:
        if not asked_range:
            self._answer(200, body)
            return
        start = int(asked_range.removeprefix("bytes=").removesuffix("-"))
        if start >= len(body):
            self._answer(416, b"", **{"Content-Range": f"bytes */{len(body)}"})
            return
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self._answer(206, body[start:], **{"Content-Range": span})

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        cuts = self.site.cut_after.get(self.path, [])
        if body and cuts:
            self.wfile.write(body[: cuts.pop(0)])
            self.close_connection = True
        else:
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, as a refused download does, is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@pytest.fixture
def site() -> Iterator[Site]:
    """A server of one test's own."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A weights' folder that does not exist yet."""
    return tmp_path / "weights"


@pytest.fixture(autouse=True)
def _own_surroundings(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hub and registry is the local site, and nothing of the machine's own configuration counts.

    The site speaks plain HTTP, so one context of no authorities serves all tests: reading them takes 0.1 s each time.
    """
    monkeypatch.setattr("penny_models.reach.trusted", lambda _environ: NO_AUTHORITIES)
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("PIP_", "PENNY_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_ENDPOINT", f"{site.url}/hub")
    monkeypatch.setenv("npm_config_registry", f"{site.url}/npm")
    monkeypatch.setenv("PIP_INDEX_URL", f"{site.url}/pypi")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Bench:
    """Makes models, packages and catalogues for a test."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def file(self, data: bytes, *sources: object, path: str = "model.bin") -> dict[str, object]:
        """A file's entry that promises `data`."""
        return {"path": path, "size_bytes": len(data), "sha256": sha256(data), "sources": list(sources)}

    def url(self, path: str, data: bytes | None = None) -> dict[str, str]:
        """A source at the site, which serves `data` there if any is given."""
        if data is not None:
            self._site.files[path] = data
        return {"kind": "url", "url": f"{self._site.url}{path}"}

    def catalogue(self, *files: dict[str, object], name: str = "toy") -> Catalogue:
        """A catalogue with one model, a default one."""
        model = Model.model_validate(
            {"name": name, "title": "Toy", "purpose": "asr", "licence": "MIT", "default": True, "files": files}
        )
        return Catalogue(models=(model,))

    def tarball(
        self, package: str, members: dict[str, bytes], hostile: dict[str, bytes] | None = None
    ) -> dict[str, Part]:
        """An npm package at the site; returns the part that each member would be, the hostile ones left out."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as tarball:
            for name, data in ((hostile or {}) | members).items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tarball.addfile(info, io.BytesIO(data))
        archive = buffer.getvalue()
        self._site.files[f"/npm/{package}/-/{package.rpartition('/')[2]}-1.0.tgz"] = archive
        return self._parts(package, members, archive)

    def wheel(self, package: str, members: dict[str, bytes]) -> dict[str, Part]:
        """A wheel in the site's Python index; returns the part that each member would be."""
        stem = f"{package.replace('-', '_')}-1.0"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as wheel:
            for name, data in members.items():
                wheel.writestr(name, data)
            wheel.writestr(f"{stem}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
            wheel.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{stem}.dist-info/RECORD", "")
        archive = buffer.getvalue()
        name = f"{stem}-py3-none-any.whl"
        self._site.files[f"/files/{name}"] = archive
        self._site.files[f"/pypi/{package}/"] = f'<a href="/files/{name}">{name}</a>'.encode()
        return self._parts(package, members, archive)

    def archives(self, kind: str, *parts: Part) -> dict[str, object]:
        """A source made of parts."""
        return {"kind": kind, "parts": parts}

    def _parts(self, package: str, members: dict[str, bytes], archive: bytes) -> dict[str, Part]:
        return {
            name: Part(
                package=package,
                version="1.0",
                archive_bytes=len(archive),
                member=name,
                size_bytes=len(data),
                sha256=sha256(data),
            )
            for name, data in members.items()
        }


@pytest.fixture
def bench(site: Site) -> Bench:
    """A maker of models whose sources are at the site."""
    return Bench(site)
