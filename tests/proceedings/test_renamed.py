"""servanda knows no body and no act by its name: with every one of them renamed, every decision comes out the same."""

from dataclasses import replace

from servanda.agreement.prelude import Source, shipped
from servanda.evidence.statement import Names, Value
from servanda.proceedings.decisions import Docket, decision_state
from tests.agreement.test_prelude import renamed
from tests.proceedings.council import AGREEMENT, TEXT, Meeting, at, treaty

OTHER, NAMES = renamed(shipped()["institutions"].read_text(encoding="utf-8"))
BODIES = {"council": "zz_rat", "chaired": "zz_kammer", "turning": "zz_kreis"}


def other_treaty() -> str:
    text = TEXT
    for old, new in BODIES.items():
        text = text.replace(f"body {old} ", f"body {new} ").replace(f"under {old}\n", f"under {new}\n")
    return text


RENAMED = treaty(other_treaty(), lambda _: Source("institutions.md", OTHER, ""))


def sittings() -> list[Meeting]:
    silent = Meeting().propose("silence").on("silence_procedure", "ALBA", "09:30", id="S1", expires="2024-03-04")
    return [
        Meeting().propose().on("conclusion", "ALBA", "10:00", id="K1"),
        Meeting().propose().on("objection", "BOREA", "09:30", id="O1").on("conclusion", "ALBA", "10:00", id="K1"),
        Meeting("chaired").propose().on("conclusion", "DANA", "10:00", id="K1"),
        Meeting("turning").propose().on("conclusion", "BOREA", "10:00", id="K1"),
        Meeting()
        .propose("votes")
        .on("ballot", "CORA", "09:30", id="V1", choice="in_favour")
        .on("conclusion", "ALBA", "10:00", id="K1"),
        silent.on("amendment", "ELAM", "2024-03-02", id="O1"),
        Meeting().propose().file("minutes", "ALBA", "18:00", id="N1", convocation="C1"),
        Meeting().propose().on("withdrawal", "ALBA", "18:00", id="W1"),
    ]


def _other(value: Value) -> Value:
    assert isinstance(value, Names)
    return Names((BODIES[value.text],), BODIES[value.text])


def test_with_every_name_changed_every_decision_comes_out_the_same() -> None:
    kinds = []
    for meeting in sittings():
        plain = meeting.state()
        statements = [
            replace(
                item,
                record=NAMES[item.record],
                links={NAMES[target]: key for target, key in item.links.items()},
                fields={name: _other(value) if name == "body" else value for name, value in item.fields.items()},
            )
            for item in meeting.small.statements
        ]
        other = decision_state(Docket.of(RENAMED, statements), "M1", at("2024-12-31"))
        assert other is not None
        assert (other.kind, other.since, other.joined) == (plain.kind, plain.since, plain.joined)
        assert [item.fault for item in other.irregular] == [item.fault for item in plain.irregular]
        assert other.body == BODIES[plain.body]
        kinds.append(plain.kind)
    assert sorted(set(kinds)) == ["adopted", "broken", "failed", "lapsed", "proposed", "withdrawn"]
    assert set(AGREEMENT.records) & set(RENAMED.records) == set()
