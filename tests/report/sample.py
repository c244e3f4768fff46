"""An assessment by hand, with every verdict and every kind of gap, for tests of what is shown.

The figures are the published ones (PARAMETERS: Zapad-2017, New START on 1 March 2022, the request of February 2022);
who is blamed for what is made up where a kind of finding needed an example.
"""

import hashlib
from typing import Any

from servanda.findings.model import (
    ArticleState,
    Assessment,
    Assessor,
    Finding,
    Input,
    PartyState,
    Quarantined,
    Side,
    Witness,
)

TEXT = """# A sample of real commitments

Nine thousand troops are notified, thirteen thousand are *observed*; launchers are counted & limited <to 800>.

```servanda
party RUS "Russian Federation"
party BLR "Republic of Belarus"
party USA "United States of America"
```

## I. Military activities

### Prior notification

An exercise of 9,000 troops or more is notified 42 days or more in advance.

```servanda
obligation prior_notification
  on each exercise e where strength of e >= 9000 troops
  e.host must file notification of e
  at least 42 days before e.start
```

### Observation

An exercise of 13,000 troops or more is open to observers.

```servanda
obligation observation
  on each exercise e where strength of e >= 13000 troops
```

## II. Consultation

A State that is asked replies within 48 hours.

```servanda
obligation answer
  on each request r
```

## III. Limits

```servanda
limit launchers
  for each party p: counted_launchers of p is at most 800 items
```

## IV. Annual exchange

```servanda
duty annual_exchange
  every year by 15 December
milestone first_exchange
```

## V. Good will

The parties deepen their mutual trust.
"""

NOTIFIED, ALL = "the activity as notified", "all manoeuvres are one activity"
REMOVED, COUNTED = "conversion removes an item", "conversion not shown irreversible"
TWO, ONE = "two sources", "one source"


def witness(world: Any, role: Any, line: int, value: str, source: str, **more: Any) -> Witness:
    known: dict[str, Any] = {
        "file": f"{'declared' if world == 'declared' else 'evidence'}/exercises.csv",
        "record": "exercise",
        "key": "zapad-2017",
        "field": "personnel",
        "scope": "",
        "origin": source,
        "grade": "C3",
        "mark": "confirmed",
        "known": "2017-09-20",
        "admitted": True,
        "why": "",
    }
    return Witness(world=world, role=role, line=line, value=value, source=source, **{**known, **more})


def finding(
    norm: str, bearer: str, occasion: str, date: str, declared: Side, observed: Side, gap: Any, **more: Any
) -> Finding:
    kinds = {"launchers": "limit", "annual_exchange": "duty", "first_exchange": "milestone"}
    places = {
        "prior_notification": "prior-notification",
        "observation": "observation",
        "answer": "ii-consultation",
        "launchers": "iii-limits",
        "annual_exchange": "iv-annual-exchange",
        "first_exchange": "iv-annual-exchange",
    }
    known: dict[str, Any] = {
        "kind": kinds.get(norm, "obligation"),
        "article": places[norm],
        "owed_to": "every other party",
        "due": None,
        "gap_low": None,
        "gap_high": None,
        "unit": "",
        "bound": None,
        "reading": None,
        "assessor": TWO,
        "opened": None,
    }
    held = {**known, **more}
    text = f"{norm} {bearer} {occasion} {held['reading']} {held['assessor']}"
    name = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Finding(
        id=name,
        norm=norm,
        bearer=bearer,
        occasion=occasion,
        occasion_date=date,
        declared=declared,
        observed=observed,
        gap=gap,
        **held,
    )


DECLARED_ZAPAD = witness("declared", "value", 2, "12700", "Belarusian Ministry of Defence", grade="A1")
SEEN = (
    witness(
        "observed",
        "value",
        2,
        "12400",
        "Swedish officer who observed",
        scope="part in Belarus",
        admitted=False,
        why="speaks of another scope: part in Belarus",
    ),
    witness("observed", "value", 3, "60000..70000", "NATO Review", scope="all manoeuvres"),
    witness("observed", "value", 4, "70000", "RUSI", scope="all manoeuvres", grade="B2"),
    witness(
        "observed",
        "value",
        5,
        "<100000",
        "press, before the exercise",
        scope="all manoeuvres",
        grade="F6",
        admitted=False,
        why="grade F6 is below C3",
        mark="conflicting",
    ),
)


def zapad(bearer: str) -> list[Finding]:
    troops: dict[str, Any] = {"unit": "troops", "due": "2017-08-03"}
    low, high = Side("kept", "Notified on 2017-07-20, 14 days before it was due.", 12700, 12700), 70000
    seen = Side("kept", "Two independent sources say 60,000 or more; notified in time.", 60000, high, "all manoeuvres")
    other = Side("undetermined", "No two independent sources speak of this scope.", scope="as notified")
    free = Side("not owed", "12,700 troops declared; the threshold is 13,000.", 12700, 12700)
    silent = Side(
        "breached", "60,000 or more, and no invitation was filed by 2017-08-03.", 60000, high, "all manoeuvres"
    )
    acts = (
        witness(
            "declared",
            "requirement",
            2,
            "2017-07-20",
            "Belarusian Ministry of Defence",
            record="notification",
            field="filed",
            file="declared/notifications.csv",
        ),
        DECLARED_ZAPAD,
    )
    none = witness(
        "declared",
        "absence",
        6,
        "no invitation",
        "OSCE, report of 2017",
        record="invitation",
        field="",
        file="evidence/completeness.csv",
        grade="B2",
    )
    return [
        finding(
            "prior_notification",
            bearer,
            "zapad-2017",
            "2017-09-14",
            low,
            other,
            "open",
            bound=9000,
            reading=NOTIFIED,
            witnesses=(*acts, SEEN[0]),
            **troops,
        ),
        finding(
            "prior_notification",
            bearer,
            "zapad-2017",
            "2017-09-14",
            low,
            seen,
            "understated",
            bound=9000,
            reading=ALL,
            gap_low=47300,
            gap_high=57300,
            opened="2017-09-20",
            witnesses=(*acts, *SEEN),
            **troops,
        ),
        finding(
            "observation",
            bearer,
            "zapad-2017",
            "2017-09-14",
            free,
            other,
            "open",
            bound=13000,
            reading=NOTIFIED,
            witnesses=(DECLARED_ZAPAD, SEEN[0]),
            **troops,
        ),
        finding(
            "observation",
            bearer,
            "zapad-2017",
            "2017-09-14",
            free,
            silent,
            "below threshold",
            bound=13000,
            reading=ALL,
            gap_low=47300,
            gap_high=57300,
            opened="2017-09-20",
            witnesses=(DECLARED_ZAPAD, *SEEN, none),
            attributes={"just_under_by": 300},
            **troops,
        ),
    ]


def launchers() -> list[Finding]:
    found = []
    for year in range(2018, 2024):
        open_year = year == 2023
        for reading in (REMOVED, COUNTED):
            kept = Side("pending" if open_year else "kept", f"800 of 800 on 1 September {year}.", 800, 800)
            over = Side("breached", "901 counted: 800 declared and 101 converted items.", 901, 901)
            extra: dict[str, Any] = {"unit": "items", "bound": 800, "reading": reading}
            rows = tuple(
                witness(
                    "observed",
                    "value",
                    line,
                    str(count),
                    "Russian Ministry of Foreign Affairs",
                    record="claimed_conversion",
                    key=key,
                    field="number",
                    file="evidence/conversions.csv",
                    known="2022-04-01",
                )
                for line, key, count in ((2, "submarine tubes", 56), (3, "heavy bombers", 41), (4, "training silos", 4))
            )
            if reading == COUNTED and year == 2022:
                found.append(
                    finding(
                        "launchers",
                        "USA",
                        "2022",
                        "2022-03-01",
                        kept,
                        over,
                        "contradicted",
                        gap_low=101,
                        gap_high=101,
                        opened="2022-04-01",
                        witnesses=rows,
                        **extra,
                    )
                )
            else:
                found.append(finding("launchers", "USA", str(year), f"{year}-01-01", kept, kept, "agreed", **extra))
        held = (
            Side("not declared", "No exchange since the suspension.") if open_year else Side("kept", "Below.", 742, 779)
        )
        seen = Side("not observed", "Nobody admissible looked.")
        found.append(
            finding(
                "launchers",
                "RUS",
                str(year),
                f"{year}-01-01",
                held,
                seen if open_year else held,
                "open" if open_year else "agreed",
                unit="items",
                bound=800,
                attributes={"suspended_by": "RUS"} if open_year else {},
            )
        )
    return found


def others() -> list[Finding]:
    late = Side("breached", "Asked on 2022-02-11 at 20:00; no reply by 2022-02-13 20:00.")
    same = {"due": "2022-02-13 20:00 UTC", "owed_to": "UKR"}
    edge = Side("undetermined", "Only the days are known: the reply may be 47 or 52 hours after the request.")
    asked = witness(
        "declared",
        "occasion",
        3,
        "2022-02-11T20:00Z",
        "UKR",
        record="request",
        key="R-UKR",
        field="filed",
        file="declared/requests.csv",
        grade="A1",
        known="2022-02-11",
    )
    none, seen = (
        Side("not declared", "The host declared nothing."),
        Side("undetermined", "One source only.", 9500, 11000),
    )
    sight = Side("not observed", "No coverage statement names this exercise.")
    dues = [
        finding(
            "annual_exchange",
            bearer,
            f"{year}-12-15",
            f"{year}-12-15",
            side,
            side,
            "agreed",
            due=f"{year}-12-15",
            attributes=late_by,
        )
        for bearer in ("BLR", "RUS")
        for year in range(2016, 2024)
        for side, late_by in [
            (Side("pending", "Due on 2023-12-15."), {})
            if year == 2023
            else (Side("breached", "Not filed by 2022-12-15."), {"escalation": "escalation"})
            if (bearer, year) == ("RUS", 2022)
            else (Side("kept", "Filed in time."), {})
        ]
    ]
    return [
        finding(
            "prior_notification",
            "RUS",
            "rapid-2020",
            "2020-03-01",
            none,
            seen,
            "undeclared",
            unit="troops",
            bound=9000,
            opened="2020-03-05",
            gap_low=9500,
            gap_high=11000,
            attributes={"contested": "yes"},
        ),
        finding(
            "prior_notification",
            "BLR",
            "shield-2019",
            "2019-09-01",
            Side("kept", "Notified in time.", 9500, 9500),
            sight,
            "unobserved",
            unit="troops",
            bound=9000,
            due="2019-07-21",
        ),
        finding(
            "prior_notification",
            "BLR",
            "union-2021",
            "2021-09-10",
            Side("kept", "Notified in time.", 12800, 12800),
            Side("kept", "Notified; fewer were seen.", 10000, 11000),
            "overstated",
            unit="troops",
            bound=9000,
            due="2021-07-30",
            gap_low=-2800,
            gap_high=-1800,
            opened="2021-09-20",
            attributes={"cured": "2021-10-15"},
        ),
        finding("answer", "RUS", "R-UKR", "2022-02-11", late, late, "agreed", witnesses=(asked,), **same),
        finding("answer", "BLR", "R-LVA", "2022-02-09", edge, edge, "agreed", due="2022-02-11", owed_to="LVA"),
        *dues,
        finding(
            "first_exchange",
            "BLR",
            "in force",
            "2011-12-01",
            Side("kept", "Filed."),
            Side("kept", "Filed."),
            "agreed",
            due="2012-01-15",
        ),
    ]


def assessment(findings: list[Finding] | None = None, **more: Any) -> Assessment:
    """The sample; `findings` or any other part can be replaced."""
    made: dict[str, Any] = {
        "agreement": "A sample of real commitments",
        "agreement_file": "agreement.md",
        "agreement_text": TEXT,
        "as_of": "2023-10-31",
        "known_by": "2023-10-31",
        "time_zone": "UTC",
        "inputs": (
            Input("agreement.md", hashlib.sha256(TEXT.encode()).hexdigest(), 0, 0),
            Input("declared/exercises.csv", "0f" * 32, 12, 0, "Notified exercises, reconstructed", "facts only"),
            Input("evidence/exercises.csv", "1e" * 32, 31, 1, "What observers said", "facts only"),
        ),
        "assessors": (
            Assessor(TWO, 2, "C3", ("confirmed", "conflicting", "inferred", "recalled")),
            Assessor(ONE, 1, "any", ("confirmed",), {"strength": ALL}),
        ),
        "parties": (
            PartyState("BLR", "Republic of Belarus", None),
            PartyState("RUS", "Russian Federation", None),
            PartyState("USA", "United States of America", None),
        ),
        "articles": (
            ArticleState("a-sample-of-real-commitments", "A sample of real commitments", 1, ()),
            ArticleState("i-military-activities", "I. Military activities", 2, ()),
            ArticleState("prior-notification", "Prior notification", 3, ("prior_notification",)),
            ArticleState("observation", "Observation", 3, ("observation",)),
            ArticleState("ii-consultation", "II. Consultation", 2, ("answer",)),
            ArticleState("iii-limits", "III. Limits", 2, ("launchers",)),
            ArticleState(
                "iv-annual-exchange", "IV. Annual exchange", 2, ("annual_exchange", "first_exchange", "nil_return")
            ),
            ArticleState("v-good-will", "V. Good will", 2, ()),
        ),
        "findings": tuple(
            findings if findings is not None else [*zapad("BLR"), *zapad("RUS"), *others(), *launchers()]
        ),
        "quarantined": (
            Quarantined(
                "evidence/exercises.csv",
                17,
                "start",
                "`2017-02-30` is not a date",
                "Correct the date, or leave it empty.",
            ),
        ),
    }
    return Assessment(**{**made, **more})
