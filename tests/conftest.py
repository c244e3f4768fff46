"""What every test run knows: the switches of `./dev test`, and which tests they leave out.

Rules it keeps:

- a test marked `long` runs only with `--long`; it is then reported as skipped, never dropped unseen;
- `--record` and `--backends` only carry the caller's wish; the tests that heed them ask `record` and `every_engine`;
- random cases are the same for everybody in everyday runs, and fresh ones with `--long`.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("everyday", derandomize=True, deadline=None, max_examples=40)
settings.register_profile(
    "long", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("servanda")
    group.addoption("--long", action="store_true", help="run the slow tests too")
    group.addoption("--record", action="store_true", help="rewrite the outputs inside literate files")
    group.addoption("--backends", choices=["duckdb", "all"], default="duckdb", help="engines to run plans on")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "everyday")
    # Terminal output is compared word for word: no colours, and the same width everywhere.
    os.environ.update(NO_COLOR="1", COLUMNS="100")
    os.environ.pop("FORCE_COLOR", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="slow: ./dev test --long runs it")
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def record(request: pytest.FixtureRequest) -> bool:
    """Whether literate files and snapshots are to be rewritten rather than compared."""
    return bool(request.config.getoption("--record"))


@pytest.fixture(scope="session")
def every_engine(request: pytest.FixtureRequest) -> bool:
    """Whether plans are to be run on all engines, in full; an engine that is not there is then a failure."""
    return bool(request.config.getoption("--backends") == "all")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many cases were compared, and what occurred in them.

    Tests say so by `record_property("compared …", count)` and `record_property("operators …", {name: [counts]})`; the
    counts of all tests are added up, and those of operators are shown with `--long` alone.
    """
    counts: Counter[str] = Counter()
    operators: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    for name, value in _properties(terminalreporter):
        if name.startswith("compared"):
            counts[name] += int(str(value))
        elif name.startswith("operators"):
            assert isinstance(value, dict)
            for operator, numbers in value.items():
                operators[name].update({(operator, index): number for index, number in enumerate(numbers)})
    for name, count in sorted(counts.items()):
        terminalreporter.write_line(f"{name}: {count} cases")
    if terminalreporter.config.getoption("--long"):
        for name, found in sorted(operators.items()):
            terminalreporter.write_line(f"{name} (cases; with satisfying, with violating valuations):")
            for operator in sorted({operator for operator, _ in found}):
                terminalreporter.write_line(
                    "  {:14} {:6} {:6} {:6}".format(operator, *(found[operator, i] for i in range(3)))
                )


def _properties(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[str, object]]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                yield from report.user_properties
