"""Reads the values under a key out of a part of an event, without decoding the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from playground.models.event_parts import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playground.models.event_parts import Part
    from playground.models.known_fields import KnownFields, Names

_ABSENT: Final = object()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that has nothing inside, with its path; entries of lists stand where their list stands."""
    if type(value) is dict:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif type(value) is list:
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def has_key(path: str, key: str) -> bool:
    """Whether the names of a key stand one after the other in a path; both are casefolded."""
    return f".{key}." in f".{path}."


class FieldReader:
    """All values inside of what a key names, in one part after the other."""

    def __init__(self, key: str, known: KnownFields) -> None:
        self._key = key
        self._known = known
        self._version = -1
        self._decode: Callable[[bytes], Any] = msgspec.json.decode
        self._ways: list[tuple[str, ...]] = []
        #: attributes of the first two steps, the second one empty where there is one step only; then names
        self._plan: list[tuple[str, str, tuple[str, ...]]] = []
        #: a part without any of these names has no such field; looking is much faster than decoding
        self._names: tuple[bytes, ...] = ()

    def any(self, part: Part, holds: Callable[[Any], bool]) -> bool:
        """Whether something holds for one of the values."""
        if self._known.is_full:
            return any(holds(value) for path, value in leaves(part.fields()) if has_key(path.casefold(), self._key))
        if self._version != self._known.version:
            self._learn()
        payload = part.payload
        for name in self._names:
            if name in payload:
                break
        else:
            return False
        try:
            decoded = self._decode(payload)
        except msgspec.ValidationError:  # another shape than most events have
            fields = part.fields()
            return any(_any(fields, way, holds) for way in self._ways)
        return self._any_decoded(decoded, holds)

    def _any_decoded(self, decoded: Any, holds: Callable[[Any], bool]) -> bool:
        for outer, inner, rest in self._plan:
            value = getattr(decoded, outer)
            if inner and value is not _ABSENT:
                value = getattr(value, inner)
            if value is _ABSENT:
                continue
            kind = type(value)
            if kind is not dict and kind is not list:
                if not rest and holds(value):
                    return True
            elif _any(value, rest, holds):
                return True
        return False

    def _learn(self) -> None:
        """Make a decoder for the places where the key is known to stand."""
        self._version = self._known.version
        self._ways = list(_ways(self._known.names, (), self._key))
        inside: dict[str, list[str]] = {}
        for way in self._ways:
            names = inside.setdefault(way[0], [])
            if len(way) > 1 and way[1] not in names:
                names.append(way[1])
        types = {name: _struct(dict.fromkeys(names, Any)) if names else Any for name, names in inside.items()}
        self._decode = msgspec.json.Decoder(_struct(types)).decode
        # Names with quotes or the like are written in another way: then every part is decoded.
        self._names = tuple({encode(way[-1]) for way in self._ways})
        if any(b"\\" in name for name in self._names):
            self._names = (b"",)
        tops = list(inside)
        self._plan = [
            (f"f{tops.index(way[0])}", f"f{inside[way[0]].index(way[1])}" if len(way) > 1 else "", way[2:])
            for way in self._ways
        ]


def _struct(fields: dict[str, Any]) -> type[msgspec.Struct]:
    names = {f"f{number}": name for number, name in enumerate(fields)}
    defined = [(f"f{number}", kind, _ABSENT) for number, kind in enumerate(fields.values())]
    return msgspec.defstruct("Fields", defined, rename=names, gc=False)


def _ways(names: Names, above: tuple[str, ...], key: str) -> Iterator[tuple[str, ...]]:
    """The shortest ways to the key; everything inside belongs to it."""
    for name, inside in names.items():
        way = (*above, name)
        if has_key(".".join(way).casefold(), key):
            yield way
        else:
            yield from _ways(inside, way, key)


def _any(value: Any, way: tuple[str, ...], holds: Callable[[Any], bool]) -> bool:
    """Whether it holds for a value at the end of a way, or inside of it."""
    kind = type(value)
    if kind is list:
        inside = value
    elif kind is not dict:
        return not way and holds(value)
    elif way:
        inner = value.get(way[0], _ABSENT)
        return inner is not _ABSENT and _any(inner, way[1:], holds)
    else:
        inside = value.values()
    for inner in inside:  # noqa: SIM110 - a generator takes longer
        if _any(inner, way, holds):
            return True
    return False
