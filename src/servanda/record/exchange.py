"""Exchange over HTTP: bundles fetched and sent, and a server that serves a replica's files as static resources.

Rules it keeps:

- HTTP carries what a courier would: what arrives is as little believed as a disk from a stranger;
- GET serves the C2SP paths below a log's prefix (checkpoint, tiles; a smaller partial tile is cut from a larger one),
  and `/bundle`; POST `/bundle` takes one in;
- sizes are bounded, times out after a minute, follows no scheme but http and https.
"""

import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from servanda.record import bundle
from servanda.record.disk import Disk
from servanda.record.refusal import refusal
from servanda.verify import tile
from servanda.verify.canonical import Malformed

SECONDS = 60
LARGEST_SENT = 256 << 20  # bytes that a stranger may make this process hold; what is larger goes by courier


def _bundle_url(address: str) -> str:
    return address.rstrip("/") + ("" if address.rstrip("/").endswith("/bundle") else "/bundle")


def fetch(address: str) -> bytes:
    """The bundle of the replica at this address."""
    return _ask(urllib.request.Request(_bundle_url(address)), bundle.LARGEST_BUNDLE)


def send(address: str, data: bytes) -> str:
    """Hands a bundle to the replica at this address; returns what it says."""
    request = urllib.request.Request(_bundle_url(address), data=data, method="POST")
    request.add_header("Content-Type", "application/x-tar")
    return _ask(request, 1 << 20).decode("utf-8", "replace")


def _ask(request: urllib.request.Request, most: int) -> bytes:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return bytes(answer.read(most))
    except (OSError, HTTPException) as error:
        raise refusal(
            "address-unreachable",
            f"There is no registry to talk to at {request.full_url}: {error}.",
            request.full_url,
            "Check the address; the other side listens with `servanda receive --listen`. A courier always works.",
        ) from error


def resource(disk: Disk, path: str) -> bytes:
    """A shared file of the replica; a partial tile that was outgrown is cut from the present one."""
    if not bundle.SHARED.fullmatch(path):
        raise FileNotFoundError(path)
    try:
        return disk.read(path)
    except FileNotFoundError:
        folder, partial, width = path.partition(".p/")
        above, _, name = folder.rpartition("/")
        wider = [f"{folder}.p/{found}" for found in disk.names(f"{folder}.p") if int(found) > int(width or 256)]
        wider += [folder] if name in disk.names(above) and not disk.is_folder(folder) else []
        if not partial or not wider:
            raise
        data = disk.read(wider[0])
        if "/tile/entries/" not in path:
            return data[: 32 * int(width)]
        count = tile.WIDTH if wider[0] == folder else int(wider[0].rpartition("/")[2])
        return tile.pack(tile.unpack(data, count)[: int(width)])


def server(disk: Disk, address: tuple[str, int], take_in: Callable[[bytes], str]) -> ThreadingHTTPServer:
    """A server of this replica. `take_in` gets each bundle that is sent, and says what came of it."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SECONDS

        def do_GET(self) -> None:
            try:
                if self.path == "/bundle":
                    self._answer(HTTPStatus.OK, bundle.pack(bundle.collect(disk)), "application/x-tar")
                else:
                    text = self.path.endswith("/checkpoint") or "/checkpoints/" in self.path
                    kind = "text/plain; charset=utf-8" if text else "application/octet-stream"
                    self._answer(HTTPStatus.OK, resource(disk, self.path.lstrip("/")), kind)
            except (FileNotFoundError, Malformed):
                self._answer(HTTPStatus.NOT_FOUND, b"not here\n", "text/plain; charset=utf-8")

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/bundle" or not length.isdigit() or int(length) > LARGEST_SENT:
                self._answer(HTTPStatus.BAD_REQUEST, b"a bundle goes to /bundle\n", "text/plain; charset=utf-8")
                return
            said = take_in(self.rfile.read(int(length)))
            self._answer(HTTPStatus.OK, said.encode("utf-8"), "text/plain; charset=utf-8")

        def _answer(self, status: HTTPStatus, data: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Silent: who logs what is up to whoever runs the server."""

    return ThreadingHTTPServer(address, Handler)
