"""Secrets that are known by their shape: tokens of many services, private keys, what follows `Bearer`."""

from __future__ import annotations

import re
from typing import Final

from desktop_rum.assemble.secrets.urls import MASK

_PEM: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\Z)", re.DOTALL
)

_SHAPES: Final = re.compile(
    r"\beyJ[\w-]{8,1000}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{8,}|\bxapp-[\w-]{8,}"
    r"|\b[rs]k_(?:live|test)_\w{8,}|\bsk-[\w-]{20,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b(?:[:,;|/][\w/+=]{30,})?|\bAIza[\w-]{30,}|\bya29\.[\w-]{16,}"
    r"|\bnpm_\w{30,}|\bpypi-[\w-]{30,}|\bhf_\w{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bdop_v1_\w{32,}|\bshp(?:at|ca|ss)_\w{16,}"
    r"|\bhv[sbr]\.[\w-]{20,}|\bdckr_pat_[\w-]{16,}|\bgl(?:dt|ptt|rt|cbt|soat|ft|imt|agent)-[\w-]{16,}|\bglsa_\w{20,}"
    r"|\bwhsec_[\w+/=]{16,}|\bGOCSPX-[\w-]{20,}|\blin_(?:api|oauth)_\w{30,}|\bsntry[su]_[\w+/=-]{20,}|\brubygems_\w{30,}"
    r"|\bfig[dos]_[\w-]{20,}|\bPMAK-[\w-]{30,}|\bEAA[A-Za-z0-9]{30,}|\bAGE-SECRET-KEY-1\w{20,}|\btskey-[a-z]+-[\w-]{16,}"
    r"|\bdp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{20,}|\bpul-[0-9a-f]{40}|\bCFPAT-[\w-]{30,}|\bkey-[0-9a-f]{32}\b"
    r"|\bsq0(?:atp|csp)-[\w-]{20,}|\bATATT3[\w=-]{20,}|\bATBB\w{20,}|\bNRA[KAL]-[\w-]{20,}|\bops_eyJ[\w-]{20,}"
    r"|\bfo1_[\w-]{30,}|\bnfp_\w{30,}|\bsb[ps]_[\w-]{30,}|\bsb_secret_\w{16,}|\bsecret_\w{40,}|\bntn_\w{30,}|\br8_\w{30,}"
    r"|\bgsk_\w{40,}|\bpplx-\w{40,}|\bxai-\w{30,}|\bdapi[0-9a-f]{32}|\bph[cx]_\w{30,}|\btvly-[\w-]{20,}|\bpscale_\w+_[\w-]{20,}"
    r"|\bxkeysib-[0-9a-f]{40,}|\bSWMTKN-1-\w{20,}-\w+|\batlasv1\.\w{30,}|\bAQ\.[\w-]{40,}|\bsk_\w{40,}|\bre_\w{8,}_\w{20,}"
    r"|\b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,}|\b\d{8,10}:AA[\w-]{30,}|\bop_sa_\w{20,}|\bvercel_\w{20,}|\bpat[A-Za-z0-9]{14}\.[0-9a-f]{40,}|\bdt0[a-z]\d\d\.\w{20,}\.\w{40,}"
)

_LONG: Final = re.compile(r"[\w.-]{13}")
"""As long as any of them is, at least."""

_AFTER_SCHEME: Final = re.compile(
    r"\b((?:bearer|basic|negotiate)\s+)(?=[\w.~+/=-]*[\dA-Z])[\w.~+/=-]{8,}", re.IGNORECASE
)


_CHOSEN: Final = re.compile(r"(?=.*(?:\d|[^\w\s]))\S{4,}", re.DOTALL)
_TYPED_OTHERWISE: Final = re.compile(
    r"\d{1,5}|[A-Za-z'-]+[.,:;!?]*|[\w.+-]+@[\w-]+(?:\.\w+)+|\w+://.*|[~.]?/.*|-.*|[\w-]+(?:\.[A-Za-z]\w{0,4})+"
    r"|[a-z_]+:[a-z]+|(?:ctrl|control|alt|shift|super|meta)\+.*|\$.*",
    re.IGNORECASE | re.DOTALL,
)
"""A word, a small number, an address, a file, a combination of keys, a variable."""


def looks_chosen(text: str) -> bool:
    """Whether a word that is typed looks like a password: it has more than letters."""
    text = re.sub(r"(?:\\[rn])+\Z", "", text.strip())
    return _CHOSEN.fullmatch(text) is not None and _TYPED_OTHERWISE.fullmatch(text) is None


def without_shapes(text: str) -> str:
    """The text without what looks like a token or a key wherever it stands."""
    if "-----BEGIN" in text:
        text = _PEM.sub(MASK, text)
    return _SHAPES.sub(MASK, text) if _LONG.search(text) is not None else text


def without_bearers(text: str) -> str:
    """The text without what follows the scheme of an `Authorization` header."""
    return _AFTER_SCHEME.sub(rf"\1{MASK}", text)
