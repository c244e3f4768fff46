"""Every norm, and every clause that a norm can have."""

import pytest

from tests.agreement.blocks import bare, one

EXAMPLES = {
    "obligation with every clause": (
        """\
obligation notify
  on each exercise e where e.personnel >= 9000 or e.tanks >= 250
  e.host must file notification of e
  at least 42 days before e.start
  unless e.alerted, claimed by e.host in notification; instead at the latest at e.start
  owed to e.neighbour
  binding only ALBA, BOREA
  from 1999-01-01 to 2009-12-31
""",
        "Obligation(name=notify, trigger=OnRecord(record=exercise, variable=e, "
        "where=Either(left=Compare(operator='>=', left=e.personnel, right=9000), right=Compare(operator='>=',"
        " left=e.tanks, right=250))), bearer=PathBearer(path=e.host), deed=Deed(act=notification, link='of', "
        "target=e), deadline=Deadline(kind='before', duration=42 days, anchor=Anchor(kind='field', "
        "path=e.start)), exception=ExceptionClause(condition=Holds(path=e.alerted), claimed_by=e.host, "
        "claimed_in=notification, instead=Deadline(kind='at', anchor=Anchor(kind='field', path=e.start))), "
        "owed_to=e.neighbour, binding=Binding(start=1999-01-01, end=2009-12-31, only=[ALBA, BOREA]))",
    ),
    "exception that is not claimed": (
        """\
obligation notify
  on each exercise e
  e.host must file notification of e
  at least 42 days before e.start
  unless e.alerted
""",
        "Obligation(name=notify, trigger=OnRecord(record=exercise, variable=e), "
        "bearer=PathBearer(path=e.host), deed=Deed(act=notification, link='of', target=e), "
        "deadline=Deadline(kind='before', duration=42 days, anchor=Anchor(kind='field', path=e.start)), "
        "exception=ExceptionClause(condition=Holds(path=e.alerted)), binding=Binding())",
    ),
    "within hours of filing": (
        """\
obligation answer
  on each request r
  r.to must file reply to r
  within 48 hours after r is filed
""",
        "Obligation(name=answer, trigger=OnRecord(record=request, variable=r), bearer=PathBearer(path=r.to), "
        "deed=Deed(act=reply, link='to', target=r), deadline=Deadline(kind='after', duration=48 hours, "
        "anchor=Anchor(kind='filed', path=r)), binding=Binding())",
    ),
    "within hours of receipt": (
        """\
obligation answer
  on each request r
  r.to must file reply to r
  within 48 hours after r is received
""",
        "Obligation(name=answer, trigger=OnRecord(record=request, variable=r), bearer=PathBearer(path=r.to), "
        "deed=Deed(act=reply, link='to', target=r), deadline=Deadline(kind='after', duration=48 hours, "
        "anchor=Anchor(kind='received', path=r)), binding=Binding())",
    ),
    "within hours of receipt, deemed": (
        """\
obligation answer
  on each request r
  r.to must file reply to r
  within 2 working days of "Geneva" after r is received, deemed 6 hours after filing
""",
        "Obligation(name=answer, trigger=OnRecord(record=request, variable=r), bearer=PathBearer(path=r.to), "
        "deed=Deed(act=reply, link='to', target=r), deadline=Deadline(kind='after', duration=2 working days "
        "of \"Geneva\", anchor=Anchor(kind='received', path=r, deemed=6 hours)), binding=Binding())",
    ),
    "on a breach": (
        """\
obligation report
  on each breach b of answer
  each party other than b.bearer must file report
  within 10 clear days after b.instant
""",
        "Obligation(name=report, trigger=OnBreach(variable=b, norm=answer), bearer=EachBearer(kind='party', "
        "other_than=b.bearer), deed=Deed(act=report), deadline=Deadline(kind='after', duration=10 clear days,"
        " anchor=Anchor(kind='field', path=b.instant)), binding=Binding())",
    ),
    "on a change": (
        """\
obligation tell
  on each change c of deployment where c.number > 100
  each side, borne jointly, must file notice
  within 2 weeks after c.date
""",
        "Obligation(name=tell, trigger=OnChange(variable=c, state=deployment, where=Compare(operator='>', "
        "left=c.number, right=100)), bearer=EachBearer(kind='side', jointly=True), deed=Deed(act=notice), "
        "deadline=Deadline(kind='after', duration=2 weeks, anchor=Anchor(kind='field', path=c.date)), "
        "binding=Binding())",
    ),
    "on entry into force": (
        """\
obligation found
  on entry into force
  ALBA must file founding
  by 1999-12-31
""",
        "Obligation(name=found, trigger=OnEntryIntoForce(), bearer=PathBearer(path=ALBA), "
        "deed=Deed(act=founding), deadline=Deadline(kind='date', date=1999-12-31), binding=Binding())",
    ),
    "milestone": (
        """\
milestone first_summit
  within 12 months after entry into force
  each party must file summit
  owed to ALBA
  from 1999-01-01
""",
        "Obligation(name=first_summit, trigger=OnEntryIntoForce(), bearer=EachBearer(kind='party'), "
        "deed=Deed(act=summit), deadline=Deadline(kind='after', duration=12 months, anchor=Anchor(kind='entry"
        " into force')), owed_to=ALBA, binding=Binding(start=1999-01-01), milestone=True)",
    ),
    "quota": (
        """\
quota inspections
  on each inspection_request q
  q.to must file acceptance of q
  within 24 hours after q is filed
  up to 3 in a calendar year, at most 1 from one requester
  owed to q.by
""",
        "Quota(name=inspections, trigger=OnRecord(record=inspection_request, variable=q), "
        "bearer=PathBearer(path=q.to), deed=Deed(act=acceptance, link='of', target=q), "
        "deadline=Deadline(kind='after', duration=24 hours, anchor=Anchor(kind='filed', path=q)), "
        "allowances=[Allowance(count=3), Allowance(count=1, per_requester=True)], owed_to=q.by, "
        "binding=Binding())",
    ),
    "quota by a formula": (
        """\
quota inspections
  on each inspection_request q
  q.to must file acceptance of q
  within 24 hours after q is filed
  up to min(15, ceil(q.units / 60)) in a calendar year
""",
        "Quota(name=inspections, trigger=OnRecord(record=inspection_request, variable=q), "
        "bearer=PathBearer(path=q.to), deed=Deed(act=acceptance, link='of', target=q), "
        "deadline=Deadline(kind='after', duration=24 hours, anchor=Anchor(kind='filed', path=q)), "
        "allowances=[Allowance(count=Call(function='min', arguments=[15, Call(function='ceil', "
        "arguments=[Arithmetic(operator='/', left=q.units, right=60)])]))], binding=Binding())",
    ),
    "quota in the order recorded": (
        """\
quota inspections
  on each request r
  r.to must file reply to r
  within 24 hours after r is filed
  up to 1 in a calendar year, in the order recorded
""",
        "Quota(name=inspections, trigger=OnRecord(record=request, variable=r), bearer=PathBearer(path=r.to), "
        "deed=Deed(act=reply, link='to', target=r), deadline=Deadline(kind='after', duration=24 hours, "
        "anchor=Anchor(kind='filed', path=r)), allowances=[Allowance(count=1)], binding=Binding(), recorded=True)",
    ),
    "standing in the order recorded": (
        """\
obligation answer
  on each request r where from any opening o where o.by = r.to until any closing c, in the order recorded
  r.to must file reply to r
  within 10 days after r is filed
""",
        "Obligation(name=answer, trigger=OnRecord(record=request, variable=r, "
        "where=Standing(opened=Turn(record=opening, variable=o, where=Compare(operator='=', left=o.by, "
        "right=r.to)), closed=Turn(record=closing, variable=c), recorded=True)), bearer=PathBearer(path=r.to), "
        "deed=Deed(act=reply, link='to', target=r), deadline=Deadline(kind='after', duration=10 days, "
        "anchor=Anchor(kind='filed', path=r)), binding=Binding())",
    ),
    "yearly duty": (
        """\
duty annual_exchange
  every year by 15 December
  each party must file exchange for the next year
  owed to BOREA
  from 2012-01-01
""",
        "Duty(name=annual_exchange, schedule=Schedule(days=[[12, 15]], months=12), "
        "bearer=EachBearer(kind='party'), deed=Deed(act=exchange, occasion='the next year'), owed_to=BOREA, "
        "binding=Binding(start=2012-01-01))",
    ),
    "duty for that year": (
        """\
duty report
  every year by 31 March
  each side must file report for that year
""",
        "Duty(name=report, schedule=Schedule(days=[[3, 31]], months=12), bearer=EachBearer(kind='side'), "
        "deed=Deed(act=report, occasion='that year'), binding=Binding())",
    ),
    "half-yearly duty": (
        """\
duty aggregates
  every 6 months as of 1 March and 1 September within 30 days
  each party must file exchange for that date stating holding for every category and stock for every kind
""",
        "Duty(name=aggregates, schedule=Schedule(days=[[3, 1], [9, 1]], within=30 days, months=6), "
        "bearer=EachBearer(kind='party'), deed=Deed(act=exchange, occasion='that date', "
        "stating=[Stating(state=holding, every=category), Stating(state=stock, every=kind)]), "
        "binding=Binding())",
    ),
    "limit": (
        """\
limit warheads
  for each party p: holding("warheads") of p is at most 1550
  from 2018-02-05
  assessed at all times
""",
        "Limit(name=warheads, kind='party', variable=p, measure=Of(name=holding, keys=[\"warheads\"], "
        "subject=p), operator='<=', bound=1550, assessed='at all times', binding=Binding(start=2018-02-05))",
    ),
    "limit with every clause": (
        """\
limit border_forces
  for each side s, borne jointly: the sum of d.number over deployment d where d.party is of s is at most 5000
  tolerating up to 30 days in a row and 90 days in any 365 days; beyond that the whole period counts
  binding only Union
  from 1999-01-01 to 2009-12-31
  assessed each calendar month
""",
        "Limit(name=border_forces, kind='side', variable=s, jointly=True, measure=Aggregate(function='sum', "
        "operand=d.number, record=deployment, variable=d, where=Related(relation=member, left=d.party, "
        "right=s)), operator='<=', bound=5000, tolerance=Tolerance(in_a_row=30 days, in_window=90 days, "
        "window=365 days), assessed='each calendar month', binding=Binding(start=1999-01-01, end=2009-12-31, "
        "only=[Union]))",
    ),
    "limit from below": (
        """\
limit stock
  for each party p: stock of p is at least 10
  tolerating up to 5 days in a row; beyond that the whole period counts
  assessed each calendar year
""",
        "Limit(name=stock, kind='party', variable=p, measure=Of(name=stock, subject=p), operator='>=', "
        "bound=10, tolerance=Tolerance(in_a_row=5 days), assessed='each calendar year', binding=Binding())",
    ),
    "prohibition": (
        """\
prohibition threats
  no incident i where i.level is threat or more, by i.actor against i.target that borders i.actor
  assessed each calendar year
""",
        "Prohibition(name=threats, record=incident, variable=i, where=Is(subject=i.level, options=[threat], "
        "or_more=True), by=i.actor, against=i.target, relation=Related(relation=borders, left=i.target, "
        "right=i.actor), assessed='each calendar year', binding=Binding())",
    ),
    "prohibition against anybody": (
        """\
prohibition threats
  no incident i, by i.actor
  from 1999-01-01
  assessed each calendar month
""",
        "Prohibition(name=threats, record=incident, variable=i, by=i.actor, assessed='each calendar month', "
        "binding=Binding(start=1999-01-01))",
    ),
    "suspendable": (
        "suspendable exchange, limits by filing suspension after 30 days",
        "Suspendable(norms=[exchange, limits], act=suspension, notice=30 days)",
    ),
    "suspendable at once": (
        "suspendable exchange by filing suspension",
        "Suspendable(norms=[exchange], act=suspension)",
    ),
    "suspendable with what the act says": (
        "suspendable exchange by filing suspension with towards to, grounds why after 30 days, "
        "ended by filing resumption",
        "Suspendable(norms=[exchange], act=suspension, notice=30 days, parts=[[towards, to], [grounds, why]], "
        "ended=resumption)",
    ),
    "countermeasure": (
        "countermeasure on exchange by filing measure with towards to, finding answers after 14 days, "
        "ended by filing settlement",
        "Suspendable(norms=[exchange], act=measure, notice=14 days, parts=[[towards, to], [finding, answers]], "
        "ended=settlement, countermeasure=True)",
    ),
    "reservation": (
        "reservation to exchange, limits by filing reservation with norms concerns, objected to by filing objection",
        "Reservable(norms=[exchange, limits], act=reservation, parts=[[norms, concerns]], objected=objection)",
    ),
    "withdrawal": (
        "withdrawal by filing denunciation with grounds why after 6 months, ended by filing revocation",
        "Withdrawal(act=denunciation, parts=[[grounds, why]], notice=6 months, ended=revocation)",
    ),
    "accession": (
        "accession to Union open to CORA, DANA by filing accession after 30 days, "
        "accepted by every member filing consent",
        "Accession(side=Union, open_to=[CORA, DANA], act=accession, after=30 days, accepting='member', "
        "consent=consent)",
    ),
    "amendment": (
        "amendment first in force 30 days after every party has filed protocol",
        "Amendment(name=first, entry=Entry(act=protocol, after=30 days))",
    ),
    "bound from one amendment to another": (
        """\
duty yearly
  every year by 1 July
  each party must file report
  from amendment first to amendment second
""",
        "Duty(name=yearly, schedule=Schedule(days=[[7, 1]], months=12), bearer=EachBearer(kind='party'), "
        "deed=Deed(act=report), binding=Binding(since=first, until=second))",
    ),
    "never suspendable": (
        "never suspendable threats, warheads",
        "Suspendable(norms=[threats, warheads])",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_read_as(name: str) -> None:
    block, expected = EXAMPLES[name]
    assert bare(one(block)) == expected
