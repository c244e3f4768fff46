"""`./dev test` shares many tests between two processes, and few or interactive ones not."""

import argparse
import importlib.machinery
import importlib.util
import os
from pathlib import Path

import pytest

DEV = Path(__file__).resolve().parents[2] / "dev"
TWO = ("--numprocesses=2", "--dist=worksteal")


def workers(*words: str, record: bool = False, backends: str | None = None) -> tuple[str, ...]:
    """What `./dev test WORDS` adds to pytest's arguments on a machine of two cores."""
    loader = importlib.machinery.SourceFileLoader("dev", str(DEV))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    answer = module.workers(argparse.Namespace(rest=list(words), record=record, backends=backends))
    assert isinstance(answer, tuple)
    return answer


@pytest.mark.parametrize("words", [(), ("-q",), ("-q", "-x", "tests/house"), ("-k", "limit"), ("tests/house", "dev")])
def test_many_tests_are_shared(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert workers(*words) == TWO


def test_tests_of_engines_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """By halves, not one by one in turns: that would start every engine in both processes."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert workers(backends="all") == TWO


@pytest.mark.parametrize(
    "words",
    [
        ("tests/house/test_dev.py",),
        ("-q", "tests/house/test_dev.py::test_many_tests_are_shared"),
        ("-x", "--pdb"),
        ("-n", "0"),
        ("-n4",),
        ("--numprocesses=4",),
        ("-s",),
        ("--collect-only", "-q"),
        ("--version",),
    ],
)
def test_few_or_interactive_ones_are_not(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert workers(*words) == ()


def test_one_core_has_one_process_and_so_has_rewriting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert workers() == ()
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert workers(record=True) == ()
