"""Filing by form: what does not fit its type, its filer or its agreement is refused, with place and remedy."""

from typing import Any

import pytest

from servanda.diagnostics import Refused
from servanda.record import sealed
from servanda.record.bundle import collect
from servanda.record.feed import rows, withdrawn
from servanda.record.filing import Draft, file
from servanda.record.forms import Forms, forms_from
from servanda.record.receiving import receive
from servanda.verify.canonical import Malformed, canonical, parse_canonical, sha256
from servanda.verify.envelope import Record
from tests.record.forgery import append_raw, payload, signed
from tests.record.simulator import BOOK, NOON, Party, exchange, ring, world

FORMS = Forms(
    forms_from(
        {
            "exercise": {
                "fields": {
                    "id": {"kind": "key"},
                    "personnel": {"kind": "count"},
                    "level": {"kind": "one of", "choices": ["threat", "use"], "required": False},
                    "hosts": {"kind": "party", "many": True, "required": False},
                    "at": {"kind": "place", "required": False},
                    "alerted": {"kind": "yes or no", "required": False},
                    "start": {"kind": "date", "required": False},
                    "paper": {"kind": "document", "required": False},
                },
                "filers": ["ALBA"],
            },
            "reply": {"fields": {"text": {"kind": "text"}}, "refers": {"answers": ["request"]}},
            "request": {"fields": {"text": {"kind": "text"}}},
        },
        "forms.json",
    )
)


def filed(party: Party, record_type: str, fields: dict[str, Any], *refers: tuple[str, str, int]) -> Record:
    return file(party.registry, [Draft(record_type, fields, refers)], NOON, FORMS)[0]


def test_a_fitting_entry_is_filed_whole() -> None:
    alba, _ = world(2)
    fields = {
        "id": "Z-17",
        "personnel": {"low": 60000, "high": 70000},
        "level": "use",
        "hosts": ["ALBA", "BOREA"],
        "at": [53.9, 27.6],
        "alerted": False,
        "start": "2026-09-14",
    }
    assert filed(alba, "exercise", fields).fields == fields


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"personnel": 1}, "`exercise` needs `id`."),
        ({"id": "x", "personnel": 1, "troops": 2}, "`exercise` has no field `troops`."),
        ({"id": " ", "personnel": 1}, "`id` of `exercise` is ' ', which is no key."),
        ({"id": "x", "personnel": -1}, "`personnel` of `exercise` is -1, which is no count."),
        ({"id": "x", "personnel": True}, "`personnel` of `exercise` is True, which is no count."),
        ({"id": "x", "personnel": {"low": 2, "high": 1}}, "which is no count."),
        ({"id": "x", "personnel": 2**53}, "which is no count."),
        ({"id": "x", "personnel": 1, "level": "war"}, "is 'war', which is no one of threat, use."),
        ({"id": "x", "personnel": 1, "hosts": []}, "`hosts` of `exercise` is [], which is no party."),
        ({"id": "x", "personnel": 1, "at": [91, 0]}, "which is no place."),
        ({"id": "x", "personnel": 1, "alerted": "no"}, "is 'no', which is no yes or no."),
        ({"id": "x", "personnel": 1, "start": "2026-02-30"}, "is '2026-02-30', which is no date."),
        ({"id": "x", "personnel": 1, "paper": {"blob": "x"}}, "which is no document."),
    ],
)
def test_an_entry_that_does_not_fit_its_type_is_refused(fields: dict[str, Any], message: str) -> None:
    alba, _ = world(2)
    with pytest.raises(Refused) as caught:
        filed(alba, "exercise", fields)
    assert message in caught.value.diagnostics[0].message
    assert caught.value.diagnostics[0].remedy
    assert alba.registry.own_log()[0].size == 0


def test_a_type_that_the_agreement_does_not_declare_is_refused() -> None:
    alba, _ = world(2)
    with pytest.raises(Refused, match="declares no record type `threat`"):
        filed(alba, "threat", {})
    with pytest.raises(Refused, match="declares no record type"):
        file(alba.registry, [Draft("exercise", {})], NOON, None)


def test_a_filer_who_may_not_is_refused() -> None:
    _, borea = world(2)
    with pytest.raises(Refused, match="BOREA may not file `exercise`; it is for ALBA"):
        filed(borea, "exercise", {"id": "x", "personnel": 1})


def test_a_party_that_is_no_member_is_refused() -> None:
    alba, _ = world(2)
    with pytest.raises(Refused, match="CORA is no member of this agreement"):
        file(Party("CORA", alba.disk).registry, [Draft("request", {"text": "x"})], NOON, FORMS)


def test_a_reply_says_which_request_it_answers() -> None:
    alba, borea = world(2)
    filed(alba, "request", {"text": "Why 60 000?"})
    borea.hear(alba)
    with pytest.raises(Refused, match="`reply` must say which request it answers"):
        filed(borea, "reply", {"text": "A training area"})
    with pytest.raises(Refused, match="There is no record ALBA 2 in this replica"):
        filed(borea, "reply", {"text": "A training area"}, ("answers", "ALBA", 2))
    reply = filed(borea, "reply", {"text": "A training area"}, ("answers", "ALBA", 1))
    alba.hear(borea)
    assert alba.outcomes()[9] == "PASS"
    assert [(ref["as"], ref["party"], ref["number"]) for ref in reply.refs] == [("answers", "ALBA", 1)]


def test_a_correction_stands_beside_what_it_corrects() -> None:
    alba, borea = world(2)
    first = filed(alba, "exercise", {"id": "x", "personnel": 12700})
    second = filed(alba, "exercise", {"id": "x", "personnel": 60000}, ("corrects", "ALBA", 1))
    exchange(alba, borea)
    records = [s.record for s in borea.verify().standings if s.record.party == "ALBA"]
    assert [(r.number, r.fields["personnel"]) for r in records] == [(2, 60000), (1, 12700)]
    assert second.refs[0]["record"] == first.leaf


def test_nobody_corrects_anothers_record_or_another_type() -> None:
    alba, borea = world(2)
    filed(alba, "request", {"text": "x"})
    borea.hear(alba)
    with pytest.raises(Refused, match="cannot correct ALBA 1, which is a `request`"):
        filed(borea, "request", {"text": "y"}, ("corrects", "ALBA", 1))
    with pytest.raises(Refused, match="cannot correct ALBA 1"):
        filed(alba, "exercise", {"id": "x", "personnel": 1}, ("corrects", "ALBA", 1))


def test_records_filed_together_are_filed_all_or_none() -> None:
    alba, _ = world(2)
    drafts = [Draft("request", {"text": "x"}), Draft("request", {})]
    with pytest.raises(Refused, match="needs `text`"):
        file(alba.registry, drafts, NOON, FORMS)
    assert alba.registry.own_log()[0].size == 0


def test_malformed_forms_are_refused() -> None:
    with pytest.raises(Refused, match="The forms are not as they should be"):
        forms_from({"exercise": {"fields": {"id": {}}}}, "forms.json")


def test_a_restricted_field_is_read_by_its_readers_and_verified_by_everybody() -> None:
    alba, borea, cora = world(3)
    record = alba.file(1, staff="plan B", route="by sea")
    exchange(alba, borea, cora)
    shared = b"".join(inode.now for inode in cora.disk.files.values())
    assert b"plan B" not in shared
    assert b"by sea" not in shared
    opened = {}
    for party in (alba, borea, cora):
        assert party.outcomes()[8] == "PASS"
        reading = ring(party.name).reading
        assert reading is not None
        opened[party.name] = sealed.open_fields(record.fields, party.name, reading, party.registry.blob)
    assert {name: fields["route"] for name, fields in opened.items()} == dict.fromkeys(opened, "by sea")
    assert opened["ALBA"]["staff"] == opened["BOREA"]["staff"] == "plan B"
    assert opened["CORA"]["staff"] == record.fields["staff"]
    assert record.fields["staff"]["sealed"]["to"] == ["ALBA", "BOREA"]


def test_sealed_fields_of_short_and_long_values_have_equal_length() -> None:
    alba, _ = world(2)
    lengths = set()
    for value in ("a", "b" * 300):
        record = alba.file(1, staff=value)
        lengths.add(len(alba.registry.blob(record.fields["staff"]["sealed"]["blob"])))
    assert len(lengths) == 1


def test_a_sealed_field_that_is_not_what_was_signed_is_refused_by_its_reader() -> None:
    alba, _ = world(2)
    record = alba.file(1, staff="plan B")
    reading = ring("BOREA").reading
    assert reading is not None
    claimed = record.fields["staff"]["sealed"] | {"digest": "0" * 64}
    with pytest.raises(Malformed, match="is not what was signed"):
        sealed.open_fields({"staff": {"sealed": claimed}}, "BOREA", reading, alba.registry.blob)
    with pytest.raises(Malformed, match="is another field"):
        sealed.open_fields({"route": record.fields["staff"]}, "BOREA", reading, alba.registry.blob)


def test_a_damaged_or_downgraded_envelope_is_not_opened() -> None:
    alba, _ = world(2)
    record = alba.file(1, staff="plan B")
    reading = ring("BOREA").reading
    assert reading is not None
    envelope = parse_canonical(alba.registry.blob(record.fields["staff"]["sealed"]["blob"]))
    changes: list[dict[str, Any]] = [{"tag": "A" * 22}, {"protected": "eyJlbmMiOiJub25lIn0"}, {"recipients": []}]
    for change in changes:
        data = canonical(envelope | change)
        fields = {"staff": {"sealed": record.fields["staff"]["sealed"] | {"blob": sha256(data)}}}
        with pytest.raises(Malformed):
            sealed.open_fields(fields, "BOREA", reading, {sha256(data): data}.__getitem__)


def test_a_missing_or_altered_blob_is_noticed() -> None:
    alba, borea = world(2)
    record = alba.file(1, staff="plan B")
    exchange(alba, borea)
    name = record.fields["staff"]["sealed"]["blob"]
    path = f"blobs/sha256/{name[:2]}/{name[2:]}"
    good = borea.disk.files.pop(path)
    assert borea.outcomes()[8] == "NOT CHECKED"
    good.now = good.now[:-1] + b" "
    borea.disk.files[path] = good
    assert borea.outcomes()[8] == "FAIL"
    assert BOOK.form("notification", "") is not None


def test_a_received_record_that_does_not_fit_its_form_is_mirrored_and_told() -> None:
    """Its author signed it, so it cannot be dropped; but nobody takes it for a declaration unseen."""
    alba, borea = world(2)
    bad = [
        payload(alba, 1, type="exercise", fields={"id": "Z", "personnel": "many"}),
        payload(alba, 2, type="threat", fields={}),
        payload(alba, 3, type="reply", fields={"text": "x"}),
        payload(alba, 4, type="exercise", fields={"id": "Z", "personnel": 1}),
    ]
    append_raw(alba, *(signed(alba, body) for body in bad))
    result = receive(borea.registry, collect(alba.disk), NOON, book=FORMS)
    assert [(place, text.removeprefix("does not fit its form: ")) for place, text in result.told] == [
        ("ALBA 1", "`personnel` of `exercise` is 'many', which is no count."),
        ("ALBA 2", "The agreement declares no such type."),
        ("ALBA 3", "`reply` must say which request it answers."),
    ]
    assert result.receipts == [("treaty/ALBA", 4)]


def test_a_withdrawal_is_no_declaration_of_what_it_withdraws() -> None:
    """Else the withdrawal of a late notification, or of any, would count as a notification given."""
    alba, borea = world(2)
    alba.file(1)
    file(alba.registry, [Draft("notification", {"personnel": 1}, (("withdraws", "ALBA", 1),))], NOON, BOOK)
    exchange(alba, borea)
    found, left = rows(borea.verify().standings)
    assert [row.cells["id"] for row in found] == ["ALBA/1"]
    assert [standing.record.place for standing in left] == ["ALBA 2"]
    assert withdrawn(left[0].record) == ["ALBA 1"]
