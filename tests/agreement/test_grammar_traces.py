"""Traces: every kind of fact, value and expectation."""

import pytest

from tests.agreement.blocks import bare, one

EXAMPLES = {
    "a filed act": (
        """\
trace "late" for notify
  2012-01-10 BLR files notification of X1
  expect kept by BLR
""",
        "Trace(label='late', norm=notify, facts=[TraceFact(when=2012-01-10, kind='files', party=BLR, "
        "record=notification, target=X1)], expectations=[TraceExpectation(norm=notify, verdict='kept', "
        "bearer=BLR)])",
    ),
    "an act with a name, a time and values": (
        """\
trace "late" for notify
  2012-01-10 09:30 BLR files reply to R1 as N1 with personnel 12000, about "ice", start 2012-02-01
  as of 2012-04-01
  expect kept by BLR on X1
""",
        "Trace(label='late', norm=notify, facts=[TraceFact(when=2012-01-10, clock='09:30', kind='files', "
        "party=BLR, record=reply, identity=N1, target=R1, values=[TraceValue(field=personnel, low=12000), "
        'TraceValue(field=about, low="ice"), TraceValue(field=start, low=2012-02-01)])], as_of=2012-04-01, '
        "expectations=[TraceExpectation(norm=notify, verdict='kept', bearer=BLR, occasion=X1)])",
    ),
    "a declared event": (
        """\
trace "late" for notify
  2012-02-01 declared exercise X1 with host BLR and RUS, level threat, alerted yes, at no
  expect not declared by BLR
""",
        "Trace(label='late', norm=notify, facts=[TraceFact(when=2012-02-01, kind='declared', record=exercise,"
        " identity=X1, values=[TraceValue(field=host, low=BLR, more=[RUS]), TraceValue(field=level, "
        "low=threat), TraceValue(field=alerted, low=yes), TraceValue(field=at, low=no)])], "
        "expectations=[TraceExpectation(norm=notify, verdict='not declared', bearer=BLR)])",
    ),
    "an observed range": (
        """\
trace "late" for notify
  2012-02-01 observed exercise X1 with personnel 12000 to 12500, start 2012-02-01 to 2012-02-03
  expect not observed by BLR
  expect not owed by BLR
  expect no finding by BLR
""",
        "Trace(label='late', norm=notify, facts=[TraceFact(when=2012-02-01, kind='observed', record=exercise,"
        " identity=X1, values=[TraceValue(field=personnel, low=12000, high=12500), TraceValue(field=start, "
        "low=2012-02-01, high=2012-02-03)])], expectations=[TraceExpectation(norm=notify, verdict='not "
        "observed', bearer=BLR), TraceExpectation(norm=notify, verdict='not owed', bearer=BLR), "
        "TraceExpectation(norm=notify, verdict='no finding', bearer=BLR)])",
    ),
    "a state without a name": (
        """\
trace "late" for notify
  2012-02-01 declared holding with number 12
  watched throughout
  record incomplete
  expect pending by BLR
  expect undetermined by BLR
""",
        "Trace(label='late', norm=notify, facts=[TraceFact(when=2012-02-01, kind='declared', record=holding, "
        "values=[TraceValue(field=number, low=12)])], watched=True, incomplete=True, "
        "expectations=[TraceExpectation(norm=notify, verdict='pending', bearer=BLR), "
        "TraceExpectation(norm=notify, verdict='undetermined', bearer=BLR)])",
    ),
    "a relation": (
        """\
trace "late" for notify
  2012-02-01 BLR borders UKR
  expect kept by BLR
""",
        "Trace(label='late', norm=notify, facts=[TraceFact(when=2012-02-01, kind='stands in', party=BLR, "
        "record=borders, target=UKR)], expectations=[TraceExpectation(norm=notify, verdict='kept', bearer=BLR)])",
    ),
    "expectations": (
        """\
trace "late" for notify
  expect breached by BLR on X1 as observed under "as notified", 20 days late
  expect breached by BLR on 2012-02-01 as declared, 1 day late
  expect breached by BLR on 2012, by 101
""",
        "Trace(label='late', norm=notify, expectations=[TraceExpectation(norm=notify, verdict='breached', "
        "bearer=BLR, occasion=X1, world='observed', reading='as notified', days_late=20), "
        "TraceExpectation(norm=notify, verdict='breached', bearer=BLR, occasion=2012-02-01, world='declared',"
        " days_late=1), TraceExpectation(norm=notify, verdict='breached', bearer=BLR, occasion=2012, "
        "size=101)])",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_read_as(name: str) -> None:
    block, expected = EXAMPLES[name]
    assert bare(one(block)) == expected
