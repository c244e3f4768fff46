"""Any formula that the syntax can express, sensible or not, as a Hypothesis strategy."""

from hypothesis import strategies as st

from servanda.logic import syntax as s
from servanda.logic.tokens import CONVERSIONS, WORDS

names = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_']{0,6}\Z").filter(
    lambda name: name not in WORDS and name not in CONVERSIONS and name != "_"
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)
constants = st.builds(
    s.Constant,
    st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        texts,
        st.sampled_from([0, 1, 0.0, -0.0, 1.0, "", "'", '"', "'\"", "r"]),
    ),
)
terms: st.SearchStrategy[s.Term] = st.recursive(
    constants | st.builds(s.Variable, names),
    lambda inner: st.one_of(
        st.builds(s.Arithmetic, st.sampled_from(["+", "-", "*", "/", "MOD"]), inner, inner),
        st.builds(s.Negative, inner),
        st.builds(s.Convert, st.sampled_from(["i2f", "f2i", "i2s", "FORMAT_DATE", "YEAR"]), inner),
    ),
    max_leaves=4,
)
bounds = st.one_of(st.integers(0, 100), st.sampled_from([0, 3600, 86400, 48 * 3600, 2**61]))
intervals = st.one_of(
    st.builds(s.Interval, bounds, st.none()),
    st.tuples(bounds, bounds).map(lambda pair: s.Interval(min(pair), max(pair))),
)
variables = st.lists(names, min_size=1, max_size=3).map(tuple)
atoms: st.SearchStrategy[s.Formula] = st.one_of(
    st.builds(s.Predicate, names, st.lists(terms, max_size=3).map(tuple)),
    st.builds(s.Comparison, st.sampled_from(["=", "<", "<=", ">", ">="]), terms, terms),
    st.builds(s.Substring, terms, terms),
    st.builds(s.Matches, terms, terms, st.lists(st.none() | terms, max_size=2).map(tuple)),
)


def _larger(inner: st.SearchStrategy[s.Formula]) -> st.SearchStrategy[s.Formula]:
    parameters = st.lists(names, max_size=3, unique=True).map(tuple)
    aggregates = st.sampled_from(["CNT", "SUM", "AVG", "MIN", "MAX", "MED"])
    groups = st.lists(names, max_size=2).map(tuple)
    return st.one_of(
        st.builds(s.Not, inner),
        *(st.builds(make, inner, inner) for make in (s.And, s.Or, s.Implies, s.Equivalent)),
        *(st.builds(make, variables, inner) for make in (s.Exists, s.Forall)),
        *(
            st.builds(make, intervals, inner)
            for make in (s.Previous, s.Next, s.Once, s.Historically, s.Eventually, s.Always)
        ),
        *(st.builds(make, intervals, inner, inner) for make in (s.Since, s.Until)),
        st.builds(s.Aggregate, names, aggregates, terms, groups, inner),
        st.builds(s.Let, names, parameters, inner, inner),
    )


formulas: st.SearchStrategy[s.Formula] = st.recursive(atoms, _larger, max_leaves=8)
