"""A real S3 server for the tests, in a folder of its own on loopback ports that are free."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.kernel.errors import Unavailable
from tests.ports import free_port

WEED = Path(sys.executable).with_name("weed")
BUCKET = "documents"
ACCESS_KEY = "desk"
SECRET_KEY = "desk-secret"
_SERVERS = ("s3", "master", "volume", "filer", "admin")


@dataclass(frozen=True)
class S3Server:
    """Where the server answers."""

    endpoint: str


@contextmanager
def seaweed(folder: Path) -> Iterator[S3Server]:
    """Start the server with one bucket and one user, wait until it serves the bucket, stop it at the end."""
    ports = [free_port() for _ in range(2 * len(_SERVERS))]
    server = S3Server(endpoint=f"http://127.0.0.1:{ports[0]}")
    log = folder / "weed.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [WEED, f"-logdir={folder}", *_arguments(folder, ports)], cwd=folder, stdout=output, stderr=output
        )
        try:
            _wait_until_serving(server, process, log)
            yield server
        finally:
            process.kill()  # nothing of it is kept, and by itself it takes ten seconds to end
            process.wait()
            _remove_sockets(ports)


def s3_store(
    endpoint: str, *, prefix: str = "", public_endpoint: str | None = None, answer_seconds: float = 30
) -> S3ObjectStore:
    """Return a store in the bucket of the server."""
    return S3ObjectStore(
        BUCKET,
        endpoint=endpoint,
        region="us-east-1",
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        prefix=prefix,
        public_endpoint=public_endpoint,
        answer_seconds=answer_seconds,
    )


def nobody_listens() -> str:
    """Return an address at which no server answers."""
    return f"http://127.0.0.1:{free_port()}"


def _arguments(folder: Path, ports: list[int]) -> list[str]:
    users = folder / "users.json"
    identity = {
        "name": "desk",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    users.write_text(json.dumps({"identities": [identity]}))
    data = folder / "data"
    data.mkdir()
    places = [f"-{name}.port={port}" for name, port in zip(_SERVERS, ports, strict=False)]
    places += [f"-{name}.port.grpc={port}" for name, port in zip(_SERVERS, ports[len(_SERVERS) :], strict=True)]
    return [
        "mini",
        f"-dir={data}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        *places,
        f"-s3.config={users}",
        f"-bucket={BUCKET}",
        "-s3.autoCreateBucket=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.localSocket={folder}/s3.sock",
        f"-filer.localSocket={folder}/filer.sock",
        "-master.telemetry=false",
        "-admin.ui=false",
        "-webdav=false",
    ]


def _remove_sockets(ports: list[int]) -> None:
    """Remove what a killed server leaves outside of its folder."""
    for port in ports:
        for left in Path("/tmp").glob(f"seaweedfs-*-grpc-{port}.sock"):
            left.unlink(missing_ok=True)


def _wait_until_serving(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    store = s3_store(server.endpoint)
    give_up_at = time.monotonic() + 150
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            return store.check()
        except Unavailable:
            time.sleep(0.1)
    raise RuntimeError(f"The S3 server did not start:\n{log.read_text(errors='replace')[-3000:]}")
