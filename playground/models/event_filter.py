"""The filter of the event list: a line of text becomes a predicate over records; no Qt.

    filter  = term*                       every term has to hold
    term    = "-"? (key ":" value | word) "-" turns it around
    key     = "type" | "process" | "state"
    value, word = anything without spaces, or "anything in quotes"

A word is looked for in the sentence and in the whole event, whatever its case. A word with `://` in it is no key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playground.models.event_record import EventRecord

TYPES: Final = ("view", "resource", "error", "action", "vital", "long_task", "telemetry")
STATES: Final = ("produced", "written", "sent", "discarded", "dropped")
KEYS: Final = ("type", "process", "state")

_TERM: Final = re.compile(
    r"""
    (?P<not>-)?
    (?: (?P<key>[A-Za-z_.@]+) : (?!//) )?
    (?: "(?P<quoted>[^"]*)(?P<closed>"?) | (?P<plain>[^\s"]*) )
    """,
    re.VERBOSE,
)

Predicate = Callable[[EventRecord], bool]


class FilterError(ValueError):
    """The text is no filter: what is wrong, and at which character."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.position = position


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Records that meet every predicate."""

    text: str = ""
    predicates: tuple[Predicate, ...] = ()
    #: whether a record can come and go as its state changes
    uses_state: bool = False

    def matches(self, record: EventRecord) -> bool:
        """Whether the list shows this record."""
        return all(predicate(record) for predicate in self.predicates)


def parse(text: str) -> EventFilter:
    """The filter that a line of text describes; raises FilterError."""
    terms = [term for term in _TERM.finditer(text) if term.group()]
    uses_state = any((term["key"] or "").lower() == "state" for term in terms)
    return EventFilter(text.strip(), tuple(_predicate(term) for term in terms), uses_state)


def _predicate(term: re.Match[str]) -> Predicate:
    if term["quoted"] is not None and not term["closed"]:
        raise FilterError("The closing quote is missing", term.start("quoted") - 1)
    key, value = term["key"], term["quoted"] if term["quoted"] is not None else term["plain"]
    if not value:
        example = f" after “{key}:”, as in {key}:{_EXAMPLES.get(key.lower(), 'value')}" if key else " here"
        raise FilterError(f"Something to look for is missing{example}", term.start())
    predicate = _by_key(key.lower(), value.lower(), term) if key else _by_word(value.lower())
    return (lambda record: not predicate(record)) if term["not"] else predicate


def _by_word(word: str) -> Predicate:
    return lambda record: word in record.searchable


def _by_key(key: str, value: str, term: re.Match[str]) -> Predicate:
    if key == "process":
        return lambda record: value in record.process.lower()
    if key == "type":
        chosen = _one_of(TYPES, value.replace("-", "_"), "type", term)
        return lambda record: record.type == chosen
    if key == "state":
        chosen = _one_of(STATES, value, "state", term)
        return lambda record: record.state == chosen
    problem = f"“{term['key']}:” is not known; there are {', '.join(f'{name}:' for name in KEYS)}"
    raise FilterError(problem, term.start("key"))


def _one_of(values: tuple[str, ...], value: str, noun: str, term: re.Match[str]) -> str:
    if value in values:
        return value
    begun = [known for known in values if known.startswith(value)]
    if len(begun) == 1:
        return begun[0]
    raise FilterError(f"“{value}” is not a {noun}; there are {', '.join(values)}", term.end("key") + 1)


_EXAMPLES: Final = {"type": "error", "process": "main", "state": "sent"}
