"""Tokens are known by their shape wherever they stand, and what is typed by what it is made of."""

from __future__ import annotations

import itertools

import pytest

from desktop_rum.assemble.secrets.scrubber import SecretScrubber
from desktop_rum.assemble.secrets.tokens import looks_chosen

FILLER = "0123456789abcdef"  # each shape takes it
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # noqa: S105 - the one of the documentation


def _filled(length: int) -> str:
    return "".join(itertools.islice(itertools.cycle(FILLER), length))


@pytest.mark.parametrize(
    ("start", "length"),
    [
        ("ghp_", 36), ("github_pat_", 59), ("glpat-", 20), ("gldt-", 20), ("glptt-", 40), ("glsa_", 40), ("xoxb-", 40),
        ("sk_live_", 24), ("whsec_", 32), ("GOCSPX-", 28), ("lin_api_", 40), ("sntrys_", 40), ("rubygems_", 48),
        ("figd_", 40), ("PMAK-", 59), ("EAA", 60), ("AGE-SECRET-KEY-1", 58), ("tskey-auth-", 40), ("dp.pt.", 43),
        ("pul-", 40), ("CFPAT-", 43), ("key-", 32), ("sq0atp-", 22), ("ATATT3", 50), ("NRAK-", 27), ("ops_eyJ", 40),
        ("fo1_", 43), ("nfp_", 40), ("sbp_", 40), ("secret_", 43), ("ntn_", 43), ("r8_", 37), ("gsk_", 52),
        ("pplx-", 48), ("xai-", 50), ("dapi", 32), ("phc_", 43), ("SG.", 22), ("hvs.", 24), ("hf_", 34), ("npm_", 36),
    ],
)  # fmt: skip
def test_tokens_are_known_by_their_shape(start: str, length: int) -> None:
    token = f"{start}{_filled(length)}" + (f".{_filled(43)}" if start == "SG." else "")
    scrubber = SecretScrubber()
    for arguments in (["tool", token], ["tool", f"x {token}, y"], ["tool", f"https://example.com/{token}/x"]):
        assert _filled(12) not in " ".join(scrubber.arguments(arguments, shell=False))
        assert _filled(12) not in scrubber.arguments([" ".join(arguments)], shell=True)[0]


@pytest.mark.parametrize("separator", [":", ",", " "])
def test_the_secret_beside_an_access_key_goes_with_it(separator: str) -> None:
    pair = f"AKIAIOSFODNN7EXAMPLE{separator}{AWS_SECRET}"
    names = ["tool", "--secret", pair] if separator == " " else ["tool", pair]
    assert AWS_SECRET not in " ".join(SecretScrubber().arguments(names, shell=False))


@pytest.mark.parametrize("kind", ["RSA PRIVATE KEY", "PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
def test_private_keys_go_whole(kind: str) -> None:
    key = f"-----BEGIN {kind}-----\n{AWS_SECRET}\n-----END {kind}-----"
    assert SecretScrubber().arguments(["tool", key], shell=False) == ["tool", "***"]


@pytest.mark.parametrize(
    "text",
    ["key-value", "secret_santa", "re_run_all", "fo1_x", "npm_config_cache", "dapi", "pul-request", "key-0123abcd"],
)
def test_words_that_begin_like_a_token_stay(text: str) -> None:
    assert SecretScrubber().arguments(["tool", text], shell=False) == ["tool", text]


@pytest.mark.parametrize("text", ["hunter22!", "Sw0rdf1sh", "p@ssw0rd", r"abc123\r", "a1b2c3"])
def test_what_looks_chosen(text: str) -> None:
    assert looks_chosen(text)


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hello!",
        "hello world",
        "2024",
        "me@example.com",
        "https://h/x1",
        "/opt/x1",
        "a.txt",
        "ctrl+c",
        "$pw1",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not looks_chosen(text)
