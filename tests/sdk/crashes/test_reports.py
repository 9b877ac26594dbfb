"""Reading what faulthandler wrote, whole or not."""

from __future__ import annotations

import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rum.assemble.assembler import MAX_EVENT_BYTES
from desktop_rum.collect.crash_reports import MAX_STACK, parse

WHOLE = """Fatal Python error: Segmentation fault

Thread 0x00007f0000000002 (most recent call first):
  File "/app/threading.py", line 10 in wait
  File "/app/threading.py", line 20 in run

Current thread 0x00007f0000000001 (most recent call first):
  Garbage-collecting
  File "/app/main.py", line 3 in crash
  File "/app/main.py", line 5 in <module>

Extension modules: a, b (total: 2)
"""

NEWER = """Fatal Python error: Aborted

<Cannot show all threads while the GIL is disabled>
Current thread 0x00007f0000000001 [MainThread] (most recent call first):
  File "/app/main.py", line 3 in crash

Current thread's C stack trace (most recent call first):
  Binary file "/usr/bin/python", at _Py_DumpStack+0x35 [0x55]
  <truncated rest of calls>
"""


def test_a_whole_report() -> None:
    report = parse(WHOLE)

    assert (report.what, report.signal) == ("Segmentation fault", "SIGSEGV")
    assert [(thread.name, thread.crashed) for thread in report.threads] == [
        ("Thread 0x00007f0000000002", False),
        ("Thread 0x00007f0000000001", True),
    ]
    fields = report.fields(None)
    assert fields["stack"] == (
        '  Garbage-collecting\n  File "/app/main.py", line 3 in crash\n  File "/app/main.py", line 5 in <module>\n'
    )
    assert fields["meta"] == {"exception_type": "SIGSEGV"}
    assert fields["was_truncated"] is False


WINDOWS = """Windows fatal exception: code 0x8001010d

Current thread 0x00001f04 (most recent call first):
  File "C:\\app\\main.py", line 3 in handled

Windows fatal exception: access violation

Thread 0x00002a10 (most recent call first):
  File "C:\\Python\\Lib\\threading.py", line 10 in wait

Current thread 0x00001f04 (most recent call first):
  File "C:\\app\\main.py", line 9 in crash
"""


def test_of_several_reports_the_last_counts() -> None:
    report = parse(WINDOWS)

    assert (report.what, report.signal) == ("access violation", None)
    assert [(thread.name, thread.crashed) for thread in report.threads] == [
        ("Thread 0x00002a10", False),
        ("Thread 0x00001f04", True),
    ]
    fields = report.fields(None)
    assert fields["meta"] == {"exception_type": "access violation"}
    assert fields["stack"].endswith(", line 9 in crash\n")


def test_a_report_of_newer_interpreters() -> None:
    report = parse(NEWER)

    (thread,) = report.threads
    assert thread.name == "MainThread"
    assert "line 3 in crash" in thread.stack
    assert "_Py_DumpStack" in thread.stack


def test_the_exit_status_names_the_signal() -> None:
    assert parse(WHOLE).fields("SIGBUS")["meta"]["exception_type"] == "SIGBUS"


@pytest.mark.parametrize("text", ["", "what\x00ever", "Thread 0x", "Fatal Python error: "])
def test_what_cannot_be_read_is_told_as_it_is(text: str) -> None:
    report = parse(text)

    assert report.threads == []
    assert report.fields(None)["stack"] == text
    assert "meta" not in report.fields(None)


def test_a_stack_has_a_limit() -> None:
    frames = "".join(f'  File "/app/{"x" * 80}.py", line {number} in f\n' for number in range(2_000))
    fields = parse(f"Current thread 0x1 (most recent call first):\n{frames}").fields(None)

    assert len(fields["stack"]) == MAX_STACK
    assert fields["was_truncated"] is True


@pytest.mark.parametrize("name", ["main", "\u4e3b"], ids=["ASCII", "three bytes a letter"])
@pytest.mark.parametrize("threads", [1, 40, 100])
def test_whatever_was_running_the_crash_is_an_event_of_a_size_that_is_taken(threads: int, name: str) -> None:
    stacks = "".join(
        f"{'Current thread' if number == 0 else 'Thread'} 0x{number:x} (most recent call first):\n"
        + "".join(f'  File "/{name * 20}.py", line {line} in f\n' for line in range(100))
        + "\n"
        for number in range(threads)
    )
    fields = parse(f"Fatal Python error: Aborted\n\n{stacks}").fields(None)

    assert len(msgspec.json.encode(fields)) < MAX_EVENT_BYTES - 16 * 1024  # what all events have in common
    assert fields["was_truncated"] is (threads > 1)


@given(st.integers(0, len(WHOLE)))
def test_torn_anywhere(length: int) -> None:
    report = parse(WHOLE[:length])
    assert len(report.threads) <= 2
    assert report.fields(None)["stack"].strip() in WHOLE


@given(st.text(alphabet=string.printable, max_size=300))
def test_any_text(text: str) -> None:
    parse(text).fields(None)
