"""Every declaration: who is bound, from when, by which record types, parameters and definitions."""

import pytest

from tests.agreement.blocks import bare, one

EXAMPLES = {
    "party": (
        'party ALBA "Republic of Alba"',
        "Party(name=ALBA, label='Republic of Alba')",
    ),
    "country": (
        'country CORA "Cora"',
        "Country(name=CORA, label='Cora')",
    ),
    "side": (
        'side Union "The Union" = ALBA, BOREA from 1999-03-12, CORA from 2004-03-29 to 2010-12-31',
        "Side(name=Union, label='The Union', members=[Membership(party=ALBA), Membership(party=BOREA, "
        "start=1999-03-12), Membership(party=CORA, start=2004-03-29, end=2010-12-31)])",
    ),
    "in force": (
        "in force from 1997-05-27",
        "InForce(start=1997-05-27)",
    ),
    "in force for a term": (
        "in force from 2011-02-05 to 2026-02-05",
        "InForce(start=2011-02-05, end=2026-02-05)",
    ),
    "in force by acts of all": (
        "in force when every party has filed ratification",
        "InForce(entry=Entry(act=ratification))",
    ),
    "in force by acts of some": (
        "in force 30 days after 3 parties, ALBA and BOREA among them, have filed ratification "
        "provisionally from 2020-01-01 to 2029-12-31",
        "InForce(end=2029-12-31, entry=Entry(act=ratification, count=3, among=[ALBA, BOREA], after=30 days), "
        "provisional=2020-01-01)",
    ),
    "record native": (
        "record native",
        "Record(kind='native')",
    ),
    "record reconstructed": (
        "record reconstructed",
        "Record(kind='reconstructed')",
    ),
    "complete": (
        'complete for notification from 2017-01-01 to 2017-12-31 on "the annual report"',
        "Complete(act=notification, start=2017-01-01, end=2017-12-31, source='the annual report')",
    ),
    "complete for one party": (
        'complete for notification by ALBA from 2017-01-01 to 2017-12-31 on "its gazette"',
        "Complete(act=notification, party=ALBA, start=2017-01-01, end=2017-12-31, source='its gazette')",
    ),
    "time zone": (
        'time zone "Europe/Vienna"',
        "TimeZone(name='Europe/Vienna')",
    ),
    "working days": (
        'working days "Geneva" except 2024-01-01, 2024-05-01',
        "WorkingCalendar(name='Geneva', free=[2024-01-01, 2024-05-01])",
    ),
    "event": (
        """\
event exercise declared by host
  id key text
  host party, one or more
  target party or country
  about country
  personnel count of troops
  sorties count
  alerted yes or no
  at place
  level one of threat, display, "use of force"
  start date
  season year
  same when host equal and period overlaps and at within 200 km
""",
        "EventType(name=exercise, declarer=host, fields=[Field(name=id, type=FieldType(kind='text'), "
        "key=True), Field(name=host, type=FieldType(kind='party', several=True)), Field(name=target, "
        "type=FieldType(kind='party or country')), Field(name=about, type=FieldType(kind='country')), "
        "Field(name=personnel, type=FieldType(kind='count', unit='troops')), Field(name=sorties, "
        "type=FieldType(kind='count')), Field(name=alerted, type=FieldType(kind='yes or no')), Field(name=at,"
        " type=FieldType(kind='place')), Field(name=level, type=FieldType(kind='one of', options=['threat', "
        "'display', 'use of force'])), Field(name=start, type=FieldType(kind='date')), Field(name=season, "
        "type=FieldType(kind='year'))], same_when=['host equal', 'period overlaps', 'at within 200 km'])",
    ),
    "restricted fields": (
        """\
act report
  about text released to every party
  shown party, one or more released to ALBA
  units count released to BOREA, ALBA
  released date
  level one of low, high released to CORA
""",
        "ActType(name=report, fields=[Field(name=about, type=FieldType(kind='text'), release=Release()), "
        "Field(name=shown, type=FieldType(kind='party', several=True), release=Release(readers=[ALBA])), "
        "Field(name=units, type=FieldType(kind='count'), release=Release(readers=[BOREA, ALBA])), "
        "Field(name=released, type=FieldType(kind='date')), "
        "Field(name=level, type=FieldType(kind='one of', options=['low', 'high']), release=Release(readers=[CORA]))])",
    ),
    "event declared by nobody": (
        """\
event incident declared by nobody
  actor party
  on date
""",
        "EventType(name=incident, fields=[Field(name=actor, type=FieldType(kind='party')), Field(name=on, "
        "type=FieldType(kind='date'))])",
    ),
    "state": (
        """\
state holding declared by party
  party key party
  category key one of "warheads", "launchers"
  number count of items
  declared holds at most 7 months; observed holds at most 0 days
""",
        "StateType(name=holding, declarer=party, fields=[Field(name=party, type=FieldType(kind='party'), "
        "key=True), Field(name=category, type=FieldType(kind='one of', options=['warheads', 'launchers']), "
        "key=True), Field(name=number, type=FieldType(kind='count', unit='items'))], "
        "holds=[Hold(world='declared', duration=7 months), Hold(world='observed', duration=0 days)])",
    ),
    "state with one hold": (
        """\
state deployment declared by side
  side key party
  number count of troops
  observed holds at most 30 days
""",
        "StateType(name=deployment, declarer=side, fields=[Field(name=side, type=FieldType(kind='party'), "
        "key=True), Field(name=number, type=FieldType(kind='count', unit='troops'))], "
        "holds=[Hold(world='observed', duration=30 days)])",
    ),
    "act": (
        """\
act request
  to party
  about text
""",
        "ActType(name=request, fields=[Field(name=to, type=FieldType(kind='party')), Field(name=about, "
        "type=FieldType(kind='text'))])",
    ),
    "act of a record": (
        """\
act notification of exercise filed by exercise.host
  personnel count of troops
""",
        "ActType(name=notification, link='of', target=exercise, fields=[Field(name=personnel, "
        "type=FieldType(kind='count', unit='troops'))], filed_by=exercise.host)",
    ),
    "act to an act": (
        "act reply to request filed by request.to",
        "ActType(name=reply, link='to', target=request, filed_by=request.to)",
    ),
    "relation": (
        "relation borders between countries",
        "Relation(name=borders)",
    ),
    "parameter": (
        "parameter least_share = 30",
        "Parameter(name=least_share, values=[ParameterValue(value=30)])",
    ),
    "definition of a term": (
        "define strength of e = e.personnel",
        "Definition(name=strength, variable=e, readings=[Reading(body=e.personnel)])",
    ),
    "definition of a condition": (
        "define large e as e.personnel > 100 and not e.alerted",
        "Definition(name=large, variable=e, is_condition=True, "
        "readings=[Reading(body=Both(left=Compare(operator='>', left=e.personnel, right=100), "
        "right=Negation(body=Holds(path=e.alerted))))])",
    ),
    "definition with readings": (
        """\
define strength of e
  reading "as notified" held by ALBA, BOREA = e.personnel
  reading "all manoeuvres" held by CORA = e.personnel in scope "all manoeuvres"
""",
        "Definition(name=strength, variable=e, readings=[Reading(label='as notified', holders=[ALBA, BOREA], "
        "body=e.personnel), Reading(label='all manoeuvres', holders=[CORA], body=Scoped(path=e.personnel, "
        'scope="all manoeuvres"))])',
    ),
    "definition of a condition with readings": (
        """\
define large e
  reading "narrow" held by ALBA as e.personnel > 100
  reading "wide" held by CORA as e.personnel > 50 or e.alerted
""",
        "Definition(name=large, variable=e, is_condition=True, readings=[Reading(label='narrow', "
        "holders=[ALBA], body=Compare(operator='>', left=e.personnel, right=100)), Reading(label='wide', "
        "holders=[CORA], body=Either(left=Compare(operator='>', left=e.personnel, right=50), "
        "right=Holds(path=e.alerted)))])",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_read_as(name: str) -> None:
    block, expected = EXAMPLES[name]
    assert bare(one(block)) == expected
