"""Values that say themselves what they are: tokens of known shapes, private keys, what follows `Bearer`."""

from __future__ import annotations

import re
from typing import Final

from desktop_rum.assemble.secrets.urls import MASK

_PEM: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)

_SHAPES: Final = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{8,}|\bxapp-[\w-]{8,}"
    r"|\b[rs]k_(?:live|test)_\w{8,}|\bsk-[\w-]{20,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{16,}"
    r"|\bnpm_\w{30,}|\bpypi-[\w-]{30,}|\bhf_\w{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bdop_v1_\w{32,}|\bshp(?:at|ca|ss)_\w{16,}"
    r"|\bhvs\.[\w-]{20,}|\bdckr_pat_[\w-]{16,}"
)

_AFTER_SCHEME: Final = re.compile(
    r"\b((?:bearer|basic|negotiate)\s+)(?=[\w.~+/=-]*[\dA-Z])[\w.~+/=-]{8,}", re.IGNORECASE
)


def without_shapes(text: str) -> str:
    """The text without what looks like a token or a key wherever it stands."""
    if "-----BEGIN" in text:
        text = _PEM.sub(MASK, text)
    return _SHAPES.sub(MASK, text)


def without_bearers(text: str) -> str:
    """The text without what follows the scheme of an `Authorization` header."""
    return _AFTER_SCHEME.sub(rf"\1{MASK}", text)
