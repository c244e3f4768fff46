"""Engines for the tests: one driver of each for a whole run, since some are slow to start.

Rules it keeps: with `--backends all` every engine must be there; else those are used that are installed and run in this
process, in short tests only.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from servanda.engine.availability import Unavailable
from servanda.engine.drivers import ENGINES, driver_of
from servanda.engine.drivers.driver import Driver
from tests.engine.engine_servers import postgresql, small_spark

IN_PROCESS = ("datafusion", "polars", "chdb")
# The slowest first: of two processes one begins with it, and the other takes tests over when it has done its own.
ORDER = sorted(ENGINES, key=lambda name: name != "spark")


@pytest.fixture(scope="session", params=ORDER)
def engine(request: pytest.FixtureRequest, every_engine: bool) -> Iterator[Driver]:
    """A driver of each engine in turn; tables of an earlier test may still be there."""
    name = request.param
    if not every_engine and name not in IN_PROCESS:
        pytest.skip(f"{name}: ./dev test --backends all starts it")
    try:
        with ready(name):
            driver = driver_of(name)
            yield driver
            driver.close()
    except Unavailable as error:
        if every_engine:
            raise
        pytest.skip(f"{error} (./dev test --backends all)")


@contextmanager
def ready(name: str) -> Iterator[None]:
    """Start what the engine needs beside it."""
    if name == "postgresql":
        with postgresql() as address, pytest.MonkeyPatch.context() as patch:
            patch.setenv("SERVANDA_POSTGRESQL", address)
            yield
    elif name == "spark":
        with small_spark():
            yield
    else:
        yield


@pytest.fixture
def in_depth(every_engine: bool) -> None:
    """For tests with hundreds of cases an engine."""
    if not every_engine:
        pytest.skip("hundreds of cases: ./dev test --backends all")
