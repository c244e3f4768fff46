"""What a clerk gives by mistake: each is refused in a sentence, with exit code 2, and changes nothing."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli.main import servanda
from servanda.diagnostics import Refused
from servanda.record import jwe
from tests.record.test_commands import carry, pair, run, work

__all__ = ["pair"]

Pair = tuple[Path, Path]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def refusals() -> list[tuple[Callable[[Path], list[str | Path]], str]]:
    def keys(home: Path) -> Path:
        return home / "keys"

    def filing(home: Path, key: Path) -> list[str | Path]:
        return ["file", home / "alba", "exercise", "id=Z", "--keys", key]

    return [
        (lambda h: filing(h, h / "treaty.md"), "`treaty.md` gives no keys: it is not JSON"),
        (lambda h: filing(h, keys(h) / "ALBA.1.root.json"), "`ALBA.1.root.json` gives no keys: it the envelope must"),
        (lambda h: filing(h, keys(h) / "ALBA.root.jwe"), "Records of ALBA need 1 of its present keys; here are 0."),
        (lambda h: ["key", "show", h / "treaty.md"], "`treaty.md` is no public key file of a party"),
        (lambda h: ["key", "show", keys(h) / "ALBA.work.jwe"], "`ALBA.work.jwe` is no public key file of a party"),
        (
            lambda h: _founding(h, "new", h / "treaty.md", keys(h) / "ALBA.1.root.json"),
            "`treaty.md` is no public key file of a party: it is not JSON",
        ),
        (
            lambda h: _founding(h, "new", keys(h) / "ALBA.1.root.json"),
            "The members would be ALBA; ALBA and at least one other are needed.",
        ),
        (
            lambda h: _founding(h, "new", keys(h) / "BOREA.1.root.json"),
            "The members would be BOREA; ALBA and at least one other are needed.",
        ),
        (
            lambda h: _founding(h, "alba", keys(h) / "ALBA.1.root.json", keys(h) / "BOREA.1.root.json"),
            "This record has an agreement already; nothing was signed.",
        ),
        (lambda h: ["receive", h / "alba", h / "treaty.md", *work(h / "alba")], "This is not a bundle, or it is cut"),
        (lambda h: ["receive", h / "alba", "http://127.0.0.1:9", *work(h / "alba")], "There is no registry to talk to"),
        (lambda h: ["bundle", h / "alba", "-o", "http://127.0.0.1:9"], "There is no registry to talk to"),
        (lambda h: ["receive", h / "alba", h / "none", *work(h / "alba")], "cannot read"),
        (lambda h: ["bundle", h / "alba", "-o", h / "none/x.bundle"], "No such file or directory"),
        (lambda h: [*filing(h, keys(h) / "ALBA.work.jwe"), "--document", "note=none"], "cannot read 'none'"),
        (lambda h: [*filing(h, keys(h) / "ALBA.work.jwe"), "host=ALBA", "host=BOREA"], "host is given 2 times"),
        (
            lambda h: ["escrow", "commit", h / "alba", h / "treaty.md", "--subject", "x", *work(h / "alba")],
            "treaty.md is not as it must be",
        ),
    ]


def _founding(home: Path, folder: str, *members: Path) -> list[str | Path]:
    given = [word for member in members for word in ("--member", member)]
    root = home / "keys/ALBA.root.jwe"
    return ["init", home / folder / "record", "--text", home / "treaty.md", *given, "--root", root]


@pytest.mark.parametrize("number", range(len(refusals())))
def test_a_wrong_file_is_refused_in_a_sentence_and_changes_nothing(pair: Pair, number: int) -> None:
    home = pair[0].parent
    arguments, message = refusals()[number]
    before = content(home)
    result = CliRunner().invoke(servanda, [str(word) for word in arguments(home)])
    assert message in f"{result.output} {result.exception}"
    assert isinstance(result.exception, Refused) or result.exit_code == 2 or "Error: Cannot write" in result.output
    assert content(home) == before


def test_a_wrong_passphrase_is_said_to_be_one(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    alba, _ = pair
    monkeypatch.setenv("SERVANDA_PASSPHRASE", "wrong")
    result = CliRunner().invoke(servanda, ["file", str(alba), "exercise", "id=Z", *map(str, work(alba))])
    assert "`ALBA.work.jwe` gives no keys: it cannot be opened with this key or passphrase." in str(result.exception)


def test_a_new_passphrase_is_asked_for_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SERVANDA_PASSPHRASE", raising=False)
    monkeypatch.setattr(jwe, "ROUNDS", 1000)
    making = ["key", "new", "ALBA", "--out", str(tmp_path / "keys"), "--root-keys", "2", "--threshold", "2"]
    slip = CliRunner().invoke(servanda, making, input="long sentence\nlong sentense\n")
    assert "The two entered values do not match." in slip.output
    assert not (tmp_path / "keys").exists()
    made = CliRunner().invoke(servanda, making, input="long sentence\nlong sentence\n")
    assert made.exit_code == 0, made.output
    assert "root      2 of 2" in made.output


def test_values_are_read_by_the_kinds_of_the_form(pair: Pair) -> None:
    """A name that looks like a number stays a name."""
    alba, _ = pair
    run("file", alba, "exercise", "id=2027", "host=ALBA", "personnel=12700", "start=2027-09-14", *work(alba))
    assert '"id": "2027"' in run("log", alba, "--format", "json", code=1).output


@pytest.mark.parametrize("blocks", [1, 3, 8, 17])
def test_a_bundle_cut_between_two_files_is_refused(pair: Pair, blocks: int) -> None:
    """tar itself takes a cut at the border of two files for the end."""
    alba, borea = pair
    run("file", alba, "exercise", "id=Z", "host=ALBA", *work(alba))
    whole = alba.parent / "whole"
    run("bundle", alba, "-o", whole)
    cut = alba.parent / "cut"
    cut.write_bytes(whole.read_bytes()[: 512 * blocks])
    result = CliRunner().invoke(servanda, ["receive", str(borea), str(cut), *map(str, work(borea))])
    assert "This is not a bundle, or it is cut short" in str(result.exception)


def test_a_bundle_of_another_agreement_is_refused_whole(pair: Pair) -> None:
    alba, borea = pair
    home = alba.parent
    other = home / "other.md"
    other.write_text((home / "treaty.md").read_text(encoding="utf-8").replace("9000", "8000"), encoding="utf-8")
    members: list[str | Path] = [
        "--member",
        home / "keys/ALBA.1.root.json",
        "--member",
        home / "keys/BOREA.1.root.json",
    ]
    text: list[str | Path] = ["--text", other, "--name", "u"]
    run("init", home / "c/record", *text, *members, "--root", home / "keys/ALBA.root.jwe")
    draft = home / "c/record/agreement/0001.draft"
    run("init", home / "d/record", *text, "--draft", draft, *members, "--root", home / "keys/BOREA.root.jwe")
    run("bundle", home / "d", "-o", home / "other.bundle")
    before = content(borea)
    result = CliRunner().invoke(servanda, ["receive", str(borea), str(home / "other.bundle"), *map(str, work(borea))])
    assert "this record of another one." in str(result.exception)
    assert content(borea) == before
    stranger = home / "c"
    result = CliRunner().invoke(
        servanda, ["receive", str(stranger), str(home / "courier.bundle"), *map(str, work(alba))]
    )
    assert "this record of another one." in str(result.exception)


def test_receiving_says_what_came_even_if_it_is_only_a_receipt(pair: Pair) -> None:
    alba, borea = pair
    run("file", alba, "exercise", "id=Z", "host=ALBA", *work(alba))
    assert carry(alba, borea).output == "new: ALBA 1\nreceipt: t/ALBA, 1 entries\n"
    assert "received: by BOREA, the first 1 of our entries\n" in carry(borea, alba).output
    assert carry(borea, alba).output == "nothing new\n"


def test_a_bundle_that_the_other_side_refuses_ends_with_1(pair: Pair) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"refused: This is not a bundle.\n")

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Refusing) as http:
        thread = threading.Thread(target=http.handle_request)
        thread.start()
        output = run("bundle", pair[0], "-o", f"http://127.0.0.1:{http.server_port}", code=1).output
        thread.join()
    assert "the other side says: refused: This is not a bundle." in output
