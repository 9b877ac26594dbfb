"""Queries: which events each keeps, what is said about a wrong one, and the same answers as a naive matcher gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.models.event_store import EventStore
from playground.models.known_fields import MOST_FIELDS
from playground.models.query import QueryError, compile_query, parse
from playground.models.row_search import Sieve, kept_of
from tests.playground.models.naive_matcher import matches
from tests.playground.models.query_events import NAMES, WORDS, events, store_of
from tests.playground.models.updates import later, produced, view

WORKER = {"id": "w", "name": "Utility: Thumbnail Maker", "url": "desktop://utility/thumbnail"}


def kept(store: EventStore, text: str) -> list[int]:
    sieve = Sieve(compile_query(parse(text)), shows_versions=True)
    return [record.key for index in sorted(kept_of(range(store.end), sieve, store)) if (record := store.get(index))]


@pytest.fixture(scope="module")
def store() -> EventStore:
    store = EventStore()
    native = {"type": "native", "url": "run://Echo", "status_code": 0, "duration": 12_000_000}
    causes = [{"message": "inner"}, {"message": "Innermost", "depth": 2}]
    store.apply(
        [
            produced(0, type="resource", resource=native, session={"id": "s1", "type": "user"}),
            produced(1, error={"message": "Disk full", "causes": causes}, view=WORKER),
            view(2, "a", 1),
            produced(3, type="long_task", long_task={"duration": 3}, session={"id": "s2"}, os={"name": "Linux"}),
            produced(4, error={"message": "no space left", "is_crash": False, "empty": None}),
            later(0, "sent"),
            later(4, "discarded", "before_send"),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("   ", [0, 1, 2, 3, 4]),
        ("disk", [1]),
        ("DISK full", [1]),
        ('"disk full"', [1]),
        ('"full disk"', []),
        ("-disk", [0, 2, 3, 4]),
        ("NOT disk", [0, 2, 3, 4]),
        ("is_crash", []),
        ("uncaught", [1, 4]),
        ("run://echo", [0]),
        ("disk OR space", [1, 4]),
        ("type:error disk OR type:view", [1, 2]),
        ("type:error (disk OR space)", [1, 4]),
        ("-(disk OR space)", [0, 2, 3]),
        ("type:(view OR long_task)", [2, 3]),
        ("type:(error AND -resource)", [1, 4]),
        ("type:err", [1, 4]),
        ("TYPE:Error", [1, 4]),
        ('type:"err"', []),
        ("-type:error -type:view", [0, 3]),
        ("process:thumbnail", [1]),
        ('process:"utility: thumbnail maker"', [1]),
        ("-process:main", [1, 2]),
        ("state:sent", [0]),
        ("state:disc", [4]),
        ("session:s2", [3]),
        ("session:*", [0, 3]),
        ("window:*", []),
        ("resource.type:native", [0]),
        ("@type:native", [0]),
        ("error.message:disk", [1]),
        ("message:disk", [1]),
        ("MESSAGE:*full", [1]),
        ("message:full*", []),
        ("message:d*k*l", [1]),
        ("causes.message:inner", [1]),
        ("error:innermost", [1]),
        ("depth:2", [1]),
        ("empty:*", [4]),
        ("empty:null", [4]),
        ("is_crash:false", [4]),
        ("nowhere:*", []),
        ("-nowhere:*", [0, 1, 2, 3, 4]),
        ("duration:>10ms", [0]),
        ("duration:<=3", [3]),
        ("duration:>=3 duration:<4", [3]),
        ("duration:1..12ms", [0, 3]),
        ("duration:4..", [0]),
        ("duration:..3ns", [3]),
        ("message:/^no .* left$/", [4]),
        ("/thumb.?nail/", [1]),
        ("/THUMB.?nail/i", [1]),
        ("(/thumb.?nail/i)", [1]),
        ("/thumb/in", []),
        (r"url:/run:\/\/e/", [0]),
        ("os.name:linux", [3]),
        ("*", [0, 1, 2, 3, 4]),
        ("disk*ll", [1]),
    ],
)
def test_what_is_kept(store: EventStore, text: str, keys: list[int]) -> None:
    assert kept(store, text) == keys


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("type:", 5, "Something to look for is missing after “type:”, as in type:error"),
        ("disk -", 5, "Something to look for is missing here"),
        ('""', 0, "Something to look for is missing here"),
        ('disk "full', 5, "The closing quote is missing"),
        ('process:"x', 8, "The closing quote is missing"),
        ("(disk", 0, "The closing bracket is missing"),
        ("disk)", 4, "There is no opening bracket"),
        ("a ()", 2, "There is nothing in these brackets"),
        ("a OR", 2, "Something after OR is missing"),
        ("OR a", 0, "Something before OR is missing"),
        ("a AND", 5, "Something after AND is missing"),
        ("url:/[a/", 5, "This is no regular expression: unterminated character set"),
        ("url:/[a", 4, "The closing slash"),
        ("/(a+)+/", 3, "A repeat of repeats or choices may take for ever"),
        ("a duration:>x", 12, "A number belongs here, as in 200 or 1.5s"),
        ("duration:>5parsec", 11, "“parsec” is no unit; there are ns, us"),
        ("(" * 60 + "a" + ")" * 60, 50, "There are more than 50 brackets"),
    ],
)
def test_what_is_wrong_is_said(text: str, position: int, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value).startswith(problem)
    assert caught.value.position == position


words = st.sampled_from(
    [
        "disk",
        "Git",
        "200",
        "true",
        "ss",
        "i",
        '"disk full"',
        '"200"',
        '"say \\"hi\\""',
        "*i*",
        "g*s",
        "*i",
        "d*",
        "d*s*l*",
        "*d*s*",
        "*",
    ]
)
regexes = st.sampled_from(
    ["/d.sk/", "/^git/", "/ss$/", "/[0-9]+/", "/disk|true/", "/(?<=d)i/", "/i[^a]/", "/^-?[0-9.]+$/"]
)
ranges = st.sampled_from([">0", ">=200", "<0.5", "..5", "1..100", "0..", ">1us"])
keys = st.sampled_from(
    [*NAMES, "context", "error.name", "name.name", "os.error", "@type", "type", "process", "state", "session", "source"]
)
terms = st.one_of(words, regexes, st.builds("{}:{}".format, keys, st.one_of(words, regexes, ranges)))
queries = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.builds("-({})".format, inner),
        st.builds("{} {}".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
    ),
    max_leaves=4,
)


@given(st.lists(events, max_size=6), st.lists(queries, min_size=1, max_size=6))
def test_a_naive_matcher_gives_the_same_answers(told: list[dict[str, object]], texts: list[str]) -> None:
    store = store_of(told)
    roots = {text: parse(text).root for text in texts}
    naive = {
        text: [record.key for record in store.between(0, store.end) if matches(root, record)]
        for text, root in roots.items()
    }
    assert {text: kept(store, text) for text in texts} == naive
    for stretch in store.stretches(0, store.end):
        stretch.segment.seal()
    assert {text: kept(store, text) for text in texts} == naive


@given(st.text(alphabet='ab:"()-*/ORAND><.5ms \\[]+\x00', max_size=20))
def test_any_text_is_a_query_or_a_complaint_about_one_of_its_characters(text: str) -> None:
    store = store_of([{"type": "error", "context": {"a": "b", "b": [5]}}])
    try:
        query = parse(text)
    except QueryError as error:
        complaint = error
    else:
        naive = [record.key for record in store.between(0, store.end) if matches(query.root, record)]
        assert kept(store, text) == naive
        return
    assert 0 <= complaint.position <= len(text)
    assert str(complaint)


def test_fields_that_come_later_are_found_by_a_query_that_is_there_already() -> None:
    store = EventStore()
    sieve = Sieve(compile_query(parse("colour:red")))
    for told in (produced(1), produced(2, context={"colour": "red"}), produced(3, colour={"deep": ["red"]})):
        store.apply([told])
        kept_of(range(store.end), sieve, store)
    assert kept_of(range(3), sieve, store) == {1, 2}


def test_more_names_than_are_remembered() -> None:
    store = EventStore()
    store.apply([produced(1, context={f"n{number}": number for number in range(MOST_FIELDS + 5)})])
    assert store.fields.is_full
    assert kept(store, f"n{MOST_FIELDS + 2}:>5") == [1]
    assert kept(store, f"n{MOST_FIELDS + 2}:2000") == [1]
    assert kept(store, f"context.n7:{WORDS[0]}") == []
