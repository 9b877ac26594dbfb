"""The handshake of connections that anybody may open: who does not know the key learns nothing and gets nowhere."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_rum.child.handshake import GREETING, NONCE_BYTES, PROOF_BYTES, ChildSide, MainSide, WrongProof

if TYPE_CHECKING:
    from collections.abc import Callable

KEY, OTHER_KEY = b"k" * 64, b"o" * 64
FRAMES = b"\0\0\0\2{}"


def test_both_know_the_key() -> None:
    main, child = MainSide(KEY), ChildSide(KEY)
    answer, rest = main.take(child.greeting)
    assert rest == b""
    proof = child.take(answer)
    assert proof is not None

    assert main.take(proof + FRAMES) == (b"", FRAMES)
    assert main.proved
    assert main.take(FRAMES) == (b"", FRAMES)
    assert KEY not in child.greeting + answer + proof


@given(st.integers(1, 20), st.integers(1, 20))
def test_however_it_is_cut(child_piece: int, main_piece: int) -> None:
    main, child = MainSide(KEY), ChildSide(KEY)
    answer = b"".join(main.take(piece)[0] for piece in _pieces(child.greeting, child_piece))
    (proof,) = [found for piece in _pieces(answer, main_piece) if (found := child.take(piece)) is not None]
    rest = b"".join(main.take(piece)[1] for piece in _pieces(proof + FRAMES, child_piece))

    assert main.proved
    assert rest == FRAMES


def test_a_child_with_another_key_learns_that_first_and_says_nothing() -> None:
    child = ChildSide(OTHER_KEY)
    answer, _ = MainSide(KEY).take(child.greeting)
    with pytest.raises(WrongProof):
        child.take(answer)


def _guessed(_earlier: list[bytes], _answer: bytes, _nonce: bytes) -> bytes:
    return b"\0" * PROOF_BYTES


def _with_another_key(_earlier: list[bytes], answer: bytes, nonce: bytes) -> bytes:
    return hmac.digest(OTHER_KEY, b"child" + nonce + answer[:NONCE_BYTES], "sha256")


def _replayed(earlier: list[bytes], _answer: bytes, _nonce: bytes) -> bytes:
    return earlier[1]


def _reflected(_earlier: list[bytes], answer: bytes, _nonce: bytes) -> bytes:
    return answer[NONCE_BYTES:]


def _the_key_itself(_earlier: list[bytes], _answer: bytes, _nonce: bytes) -> bytes:
    return KEY


@pytest.mark.parametrize("prove", [_guessed, _with_another_key, _replayed, _reflected, _the_key_itself])
def test_a_proof_that_is_none(prove: Callable[[list[bytes], bytes, bytes], bytes]) -> None:
    main = MainSide(KEY)
    earlier = _overheard()
    answer, _ = main.take(earlier[0])  # also with the nonce of a child that did know it
    with pytest.raises(WrongProof):
        main.take(prove(earlier, answer, earlier[0][len(GREETING) :]))
    assert not main.proved


def test_a_main_process_that_repeats_what_another_said_or_what_it_hears() -> None:
    overheard = MainSide(KEY).take(ChildSide(KEY).greeting)[0]
    for answer in (overheard, bytes(NONCE_BYTES + PROOF_BYTES)):
        with pytest.raises(WrongProof):
            ChildSide(KEY).take(answer)
    child = ChildSide(KEY)
    with pytest.raises(WrongProof):  # says our nonce as its own, with the proof that we would give
        child.take(child.greeting[len(GREETING) :] * 2)


def test_a_main_process_that_says_more_than_its_answer() -> None:
    child = ChildSide(KEY)
    with pytest.raises(WrongProof):
        child.take(MainSide(KEY).take(child.greeting)[0] + b"x")


@pytest.mark.parametrize(
    "data",
    [
        b"G",
        b"GET / HTTP/1.1\r\n\r\n",
        b"desktop-rum 2\n",
        b"\0\0\0\2{}",
        b"\xff" * 4,
        GREETING + bytes(NONCE_BYTES + 1),
    ],
    ids=repr,
)
def test_another_protocol_is_told_at_once(data: bytes) -> None:
    with pytest.raises(WrongProof):
        MainSide(KEY).take(data)


def test_silence_and_half_a_greeting_are_answered_with_nothing() -> None:
    main = MainSide(KEY)
    assert main.take(b"") == (b"", b"")
    assert main.take((GREETING + bytes(NONCE_BYTES))[:-1]) == (b"", b"")
    assert not main.proved


def test_no_two_connections_are_alike() -> None:
    greeting = ChildSide(KEY).greeting
    assert ChildSide(KEY).greeting != greeting
    assert MainSide(KEY).take(greeting) != MainSide(KEY).take(greeting)


@given(st.lists(st.binary(max_size=100), max_size=10))
def test_whatever_arrives_nobody_is_let_in(pieces: list[bytes]) -> None:
    main = MainSide(KEY)
    try:
        for piece in pieces:
            assert main.take(piece)[1] == b""
    except WrongProof:
        pass
    assert not main.proved


def _overheard() -> list[bytes]:
    """What a child with the key said in another connection."""
    child = ChildSide(KEY)
    proof = child.take(MainSide(KEY).take(child.greeting)[0])
    assert proof is not None
    return [child.greeting, proof]


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]
