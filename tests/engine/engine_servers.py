"""What some engines need beside them: a PostgreSQL server of the tests' own, a Spark that is small.

Rules it keeps: the server runs as an unprivileged user in a temporary folder and answers on a socket there alone; its
database orders text by a language's rules, as many do, so that the plans cannot lean on code points.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name))
SPARK = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.memory": "1g",
    # Most of the time goes into planning: code that runs once or twice is not worth optimising.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "Pacific/Auckland",
}


def postgresql_binaries() -> Path | None:
    """Where `initdb` and `pg_ctl` are: on the PATH or in Debian's place."""
    found = shutil.which("initdb")
    return Path(found).parent if found else (PLACES[-1] if PLACES else None)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server that runs as long as the context."""
    binaries = postgresql_binaries()
    if binaries is None:
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="servanda-pg-", dir="/tmp"))
    user = _unprivileged(folder)
    data = folder / "data"

    def run(*words: str | Path) -> None:
        done = subprocess.run(list(map(str, words)), user=user, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        # en-x-icu orders "a" < "B" < "z", and "ä" beside "a".
        order = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
        run(binaries / "initdb", "-D", data, "--auth=trust", "--username=servanda", "--no-sync", *order)
        small = "-c listen_addresses='' -c fsync=off -c shared_buffers=32MB -c max_connections=5"
        start = ("-o", f"-k {folder} {small}", "-l", folder / "log", "-w", "start")
        run(binaries / "pg_ctl", "-D", data, *start)
        try:
            yield f"postgresql:///postgres?host={folder}&user=servanda"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> str | None:
    """Whom the server runs as, where we are root; the folder becomes theirs."""
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return user


@contextmanager
def small_spark() -> Iterator[None]:
    """A Spark session of one thread, for the driver to find."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("servanda tests")
    for name, value in SPARK.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield
    finally:
        session.stop()
