"""Whatever is encoded once for many events and whatever for one: an event and its line say the same, and all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from desktop_rum.assemble.assembler import Assembler
from desktop_rum.assemble.command_errors import CommandErrors
from desktop_rum.assemble.hooks import DISCARDED, SKIPPED, Discarded, Hooks, Verdict
from desktop_rum.assemble.late_scrubber import LateScrubber
from desktop_rum.assemble.paths import PathScrubber
from desktop_rum.collect.raw_event import RawEvent
from desktop_rum.collect.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

COMMON = {"service": "shop", "_dd": {"format_version": 2}, "usr": {"id": "7"}}
OWN = {"resource": {"url": "run:///bin/true"}}
VIEW = View("main process", "desktop://main-process", 0, 0, {}, id="v")
TOLD_OF_VIEW = {"id": "v", "name": "main process", "url": "desktop://main-process"}
SEEN = {"type": "resource", "date": 5, "view": TOLD_OF_VIEW}


def assembler(
    *answers: dict[str, Any] | Verdict, before_send: Callable[[dict[str, Any]], bool | None] | None = None
) -> Assembler:
    """One with a hook whose answers come one after the other, and the last of them for ever."""
    left = list(answers)
    hooks = Hooks()
    hooks.add("first", lambda _raw: SKIPPED)
    hooks.add("changing", lambda raw: left[min(int(raw.data.get("at", 0)), len(left) - 1)])
    return Assembler(hooks, CommandErrors(LateScrubber(())), PathScrubber([Path("/home/me/app")]), before_send)


def raw(data: dict[str, Any], kind: str = "resource") -> RawEvent:
    return RawEvent(kind, 5, VIEW, data)


def _as_sent(event: dict[str, Any]) -> Any:
    """JSON has neither NaN nor sets."""
    return msgspec.json.decode(msgspec.json.encode(event))


@pytest.mark.parametrize(
    ("common", "own", "expected"),
    [
        pytest.param(COMMON, OWN, {**COMMON, **OWN}, id="nothing in common"),
        pytest.param({}, OWN, OWN, id="no hook says anything"),
        pytest.param(COMMON, {}, COMMON, id="nothing of its own"),
        pytest.param(
            COMMON,
            {**OWN, "_dd": {"document_version": 3}},
            {**COMMON, **OWN, "_dd": {"format_version": 2, "document_version": 3}},
            id="both say something of one thing",
        ),
        pytest.param(COMMON, {"service": "other"}, {**COMMON, "service": "other"}, id="its own word wins"),
        pytest.param(
            COMMON, {"view": {"time_spent": 1}}, {**COMMON, "view": {**TOLD_OF_VIEW, "time_spent": 1}}, id="of its view"
        ),
        pytest.param(
            {"usr": {"avatar": "file:///home/me/app/me.png"}},
            OWN,
            {"usr": {"avatar": "file:///me.png"}, **OWN},
            id="a folder in what is common",
        ),
        pytest.param(
            COMMON,
            {"resource": {"url": "run:///home/me/app/tool"}},
            {**COMMON, "resource": {"url": "run:///tool"}},
            id="a folder of its own",
        ),
        pytest.param({"usr": {"age": float("nan"), "of": {1, 2}}}, OWN, None, id="what is common is no JSON"),
        pytest.param(COMMON, {"context": {"at": "\ud800", "of": object}}, None, id="its own is no JSON"),
    ],
)
@pytest.mark.parametrize("before_send", [None, lambda _event: None], ids=["", "before_send"])
def test_an_event_and_its_line_say_the_same(
    common: dict[str, Any],
    own: dict[str, Any],
    expected: dict[str, Any] | None,
    before_send: Callable[[dict[str, Any]], bool | None] | None,
) -> None:
    made = assembler(common, before_send=before_send)
    for time in ("first", "second"):
        assembled = made.assemble(raw(own))
        assert _as_sent(assembled.event) == msgspec.json.decode(assembled.line), f"line and event of the {time} differ"
        assert assembled.line.startswith(b'{"type":"resource",'), "the upload goes by the type, which comes first"
        assert assembled.line.count(b'"type"') == 1, assembled.line
        if expected is not None:
            assert assembled.event == {**SEEN, **expected}, f"of the {time}"


def test_what_is_common_changes_between_events() -> None:
    made = assembler({"service": "one"}, DISCARDED, {"service": "two"}, SKIPPED)
    services: list[Any] = []
    for at in (0, 0, 1, 2, 1, 0, 3, 2):
        try:
            services.append(made.assemble(raw({"at": at})).event.get("service"))
        except Discarded as verdict:
            services.append(verdict.args[0])
    assert services == ["one", "one", "changing", "two", "changing", "one", None, "two"]


def test_types_do_not_share_what_they_have_in_common() -> None:
    made = assembler(COMMON)
    kinds = ["resource", "error", "resource", "error"]
    events = [made.assemble(raw({"error": {"message": "m"}} if kind == "error" else OWN, kind)) for kind in kinds]
    assert [msgspec.json.decode(assembled.line)["type"] for assembled in events] == kinds


def test_the_limit_counts_what_is_common(expect_log: Callable[[str], None]) -> None:
    expect_log("An event of type resource is discarded")
    made = assembler({"usr": {"bio": "x" * 200_000}})
    with pytest.raises(Discarded, match="may have 262144 bytes"):
        made.assemble(raw({"context": {"text": "x" * 62_500}}))
