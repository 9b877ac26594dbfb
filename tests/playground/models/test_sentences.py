"""The sentence of each kind of event, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from playground.models.sentences import process_of, sentence
from playground.models.words import count_of, duration, size

MS = 1_000_000
MAIN = {"id": "v0", "name": "main process", "url": "desktop://main-process"}
WORKER = {"id": "v1", "name": "Utility: thumbnails", "url": "desktop://utility/thumbnails"}


def resource(url: str, status: int | None, context: dict[str, Any], took_ms: float = 12) -> dict[str, Any]:
    native = {"type": "native", "url": url, "status_code": status, "duration": took_ms * MS}
    return {"type": "resource", "view": MAIN, "resource": native, "context": context}


def error(details: dict[str, Any], context: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "error", "view": WORKER, "error": details, "context": context or {}}


def exited(**context: Any) -> dict[str, Any]:
    action = {"type": "custom", "target": {"name": "process_exit"}}
    return {"type": "action", "view": WORKER, "action": action, "context": context}


def vital(**details: Any) -> dict[str, Any]:
    return {"type": "vital", "view": MAIN, "vital": details}


TABLE = [
    (resource("run://echo", 0, {"args": ["echo", "hello"]}), "run echo hello → exit 0 in 12 ms"),
    (resource("run://echo", 0, {"args": ["hello you"]}), "run echo 'hello you' → exit 0 in 12 ms"),
    (resource("popen://ls -l | wc", 0, {"shell": True, "args": ["ls -l | wc"]}), "popen ls -l | wc → exit 0 in 12 ms"),
    (resource("run://sh", 3, {"args": ["-c", "exit 3"]}, 1250), "run sh -c 'exit 3' → exit 3 in 1.2 s"),
    (
        resource("run://nope", -1, {"args": [], "error_code": "ENOENT"}, 0.4),
        "run nope → did not start: no such program (ENOENT)",
    ),
    (
        resource("run://nope", -1, {"error_code": "EIO", "error_message": "Input/output error"}),
        "run nope → did not start: Input/output error (EIO)",
    ),
    (resource("run://nope", -1, {"error_code": "EIO"}), "run nope → did not start: EIO"),
    (
        resource("run://sleep", -1, {"args": ["30"], "timed_out": True, "signal": "SIGKILL"}, 500),
        "run sleep 30 → timed out after 500 ms",
    ),
    (resource("run://tool", 0xC0000005, {}), "run tool → exit 0xC0000005 in 12 ms"),
    (resource("run://sleep", -1, {"args": ["30"], "signal": 9}), "run sleep 30 → killed by SIGKILL after 12 ms"),
    (resource("run://sleep", -1, {"args": ["30"], "signal": 4242}), "run sleep 30 → killed by signal 4242 after 12 ms"),
    (resource("popen://x", None, {"args": [], "detached": True}, 90_000), "popen x → left running, 1 min 30 s so far"),
    (
        resource("popen://x", None, {"args": [], "status_unknown": True}),
        "popen x → ended after 12 ms, nobody learned how",
    ),
    (
        {
            "type": "resource",
            "view": MAIN,
            "resource": {
                "type": "fetch",
                "method": "GET",
                "url": "https://a/b",
                "status_code": 200,
                "duration": 5 * MS,
            },
        },
        "GET https://a/b → 200 in 5.0 ms",
    ),
    (
        {
            "type": "resource",
            "resource": {"type": "fetch", "url": "https://a/b", "method": "GET", "duration": 5 * MS},
            "context": {"error_code": "ConnectError"},
        },
        "GET https://a/b → ConnectError in 5.0 ms",
    ),
    (
        {
            "type": "resource",
            "resource": {"type": "image", "url": "file:///a.png", "duration": 5_000_000},
            "view": MAIN,
        },
        "image file:///a.png in 5.0 ms",
    ),
    ({"type": "view", "view": MAIN, "_dd": {"document_version": 1}}, "main process started"),
    (
        {"type": "view", "view": WORKER, "_dd": {"document_version": 1}, "context": {"pid": 7}},
        "Utility: thumbnails started, pid 7",
    ),
    (
        {
            "type": "view",
            "view": {**WORKER, "error": {"count": 2}, "resource": {"count": 1}, "memory_average": 45_300_000},
            "_dd": {"document_version": 3},
            "context": {"pid": 7},
        },
        "Utility: thumbnails runs, pid 7: 1 resource, 2 errors, 45 MB",
    ),
    ({"type": "view", "view": WORKER, "_dd": {"document_version": 2}}, "Utility: thumbnails runs"),
    (
        {"type": "view", "view": {**WORKER, "is_active": False, "time_spent": 3_200 * MS}, "context": {}},
        "Utility: thumbnails ended after 3.2 s",
    ),
    (
        {
            "type": "view",
            "view": {**WORKER, "is_active": False, "time_spent": 3_200 * MS},
            "context": {"reason": "crashed", "signal": "SIGSEGV"},
        },
        "Utility: thumbnails ended after 3.2 s: crashed (SIGSEGV)",
    ),
    (
        {
            "type": "view",
            "view": {"id": "2", "name": "Notes", "is_active": False, "time_spent": 3_200 * MS},
            "container": {"source": "electron", "view": {"id": "1"}},
        },
        "Notes is no longer shown after 3.2 s",
    ),
    (
        error({"message": "x", "is_crash": True}, {"reason": "crashed", "signal": "SIGSEGV"}),
        "Utility: thumbnails crashed (SIGSEGV)",
    ),
    (error({"message": "x"}, {"reason": "abnormal-exit", "exit_code": 3}), "Utility: thumbnails failed (exit 3)"),
    (error({"message": "x"}, {"reason": "killed", "signal": "SIGKILL"}), "Utility: thumbnails was killed (SIGKILL)"),
    (
        error({"message": "x", "is_crash": True}, {"reason": "oom", "signal": "SIGKILL"}),
        "Utility: thumbnails was killed because memory ran out (SIGKILL)",
    ),
    (error({"message": "x"}, {"reason": "launch-failed"}), "Utility: thumbnails could not be started"),
    (
        error(
            {"type": "ValueError", "message": "bad", "stack": "…", "handling": "unhandled"},
            {"reason": "abnormal-exit", "exit_code": 1},
        ),
        "Utility: thumbnails failed with ValueError: bad",
    ),
    (error({"type": "ValueError", "message": "bad", "handling": "unhandled"}), "uncaught ValueError: bad"),
    (error({"type": "app.errors.TooBig", "message": "bad", "handling": "handled"}), "reported TooBig: bad"),
    (error({"message": "two\n  lines"}), "uncaught two lines"),
    (
        {**error({"message": "x", "category": "App Hang"}), "freeze": {"duration": 5_200 * MS}},
        "Utility: thumbnails froze for 5.2 s",
    ),
    (exited(reason="clean-exit", exit_code=0), "Utility: thumbnails exited (exit 0)"),
    (
        exited(reason="killed", signal="SIGTERM", requested=True),
        "Utility: thumbnails was killed (SIGTERM), as the app asked",
    ),
    ({"type": "action", "view": MAIN, "action": {"type": "custom", "target": {"name": "saved"}}}, "saved"),
    ({"type": "action", "view": MAIN, "action": {"type": "click", "target": {"name": "Save"}}}, "click on Save"),
    (vital(type="duration", name="start", duration=80 * MS), "start took 80 ms"),
    (vital(type="operation_step", name="login", step_type="start"), "operation login began"),
    (vital(type="operation_step", name="login", step_type="end"), "operation login succeeded"),
    (
        vital(type="operation_step", name="login", operation_key="a", step_type="end", failure_reason="error"),
        "operation login (a) failed: error",
    ),
    (
        {"type": "long_task", "view": MAIN, "long_task": {"duration": 230 * MS}},
        "main process did not answer for 230 ms",
    ),
    ({"type": "telemetry", "telemetry": {"type": "log", "message": "queue full"}}, "the SDK says: queue full"),
    (
        {"type": "telemetry", "telemetry": {"type": "configuration"}},
        "the SDK reports how it is configured",
    ),
    (
        {"type": "execution_context", "execution_context": {"name": "thumbnails", "instance_id": "7"}},
        "thumbnails runs, pid 7",
    ),
    (
        {"type": "execution_context", "execution_context": {"name": "thumbnails", "exit_reason": "crashed"}},
        "thumbnails crashed",
    ),
    ({"type": "transition"}, "An event of the type 'transition'"),
    ({"type": "error", "error": 3}, "An event of the type 'error' in an unusual shape"),
    ({"type": "resource"}, "An event of the type 'resource' in an unusual shape"),
    ({}, "An event of the type None"),
]


@pytest.mark.parametrize(("event", "expected"), TABLE, ids=[expected for _, expected in TABLE])
def test_sentence(event: dict[str, Any], expected: str) -> None:
    assert sentence(event) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "error", "view": WORKER}, "Utility: thumbnails"),
        ({"type": "error", "view": {"id": "1", "url": "https://a/b"}}, "https://a/b"),
        ({"type": "telemetry"}, "SDK"),
        ({"type": "error"}, "main process"),
    ],
)
def test_process(event: dict[str, Any], expected: str) -> None:
    assert process_of(event) == expected


@pytest.mark.parametrize(
    ("nanoseconds", "expected"),
    [
        (0, "0.0 ms"),
        (840_000, "0.8 ms"),
        (12 * MS, "12 ms"),
        (1_250 * MS, "1.2 s"),
        (125_000 * MS, "2 min 5 s"),
        (12_000_000 * MS, "3 h 20 min"),
    ],
)
def test_duration(nanoseconds: int, expected: str) -> None:
    assert duration(nanoseconds) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 B"), (999, "999 B"), (3_400, "3.4 kB"), (90_000_000, "90 MB"), (2.5e9, "2.5 GB")]
)
def test_size(count: float, expected: str) -> None:
    assert size(count) == expected


def test_count() -> None:
    assert [count_of(1, "error"), count_of(1200, "entry", "entries")] == ["1 error", "1,200 entries"]
