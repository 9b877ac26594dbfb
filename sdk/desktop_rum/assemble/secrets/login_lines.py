"""Secrets in lines with which a script logs in somewhere, or that a file of credentials has."""

from __future__ import annotations

import re
from typing import Final

from desktop_rum.assemble.secrets.masking import mask_like, masked
from desktop_rum.assemble.secrets.tokens import looks_chosen

_PGPASS: Final = re.compile(
    r"(?P<name>(?:^|(?<=[\s\"']))[^\s:\"'/]+:(?:\d{4,5}|\*):[^\s:]+:[^\s:]+)(?P<sep>:)(?P<value>(?!/)[^\s\"']+)(?=[\s\"']|\Z)"
)
"""As `.pgpass` has it."""

_FTP: Final = re.compile(
    r"(?P<name>(?:^|(?<=;)|(?<=\\n))[ \t]*(?:quote[ \t]+)?(?:user[ \t]+[^\s;]+|pass))(?P<sep>[ \t]+)"
    r"(?P<value>[^\s;\\]+)(?=[ \t]*(?:;|\\n|$))",
    re.MULTILINE | re.IGNORECASE,
)
"""A line of ftp's that logs in."""

_CONNECT: Final = re.compile(
    r"(?P<name>^[ \t]*conn(?:ect)?[ \t]+[^\s/]+)(?P<sep>/)(?P<value>[^\s@]+)", re.MULTILINE | re.IGNORECASE
)
"""A line of SQL*Plus that does."""

_CONNECT_REMOTE: Final = re.compile(
    r"(?P<name>\bconnect[ \t]+(?:remote|plocal|memory|embedded):\S+[ \t]+[^\s;]+)(?P<sep>[ \t]+)(?P<value>[^\s;\"']+)",
    re.IGNORECASE,
)
"""A line of OrientDB's that does."""

_LOGON: Final = re.compile(
    r"(?P<name>^[ \t]*\.logon[ \t]+[^\s,]+)(?P<sep>,)(?P<value>[^\s;]+)", re.MULTILINE | re.IGNORECASE
)
"""One of Teradata's."""

_AUTH_LINE: Final = re.compile(
    r"(?P<name>^[ \t]*AUTH)(?P<sep>[ \t]+)(?P<value>(?!(?:LOGIN|PLAIN|XOAUTH2|CRAM-MD5)\b)\S+(?:[ \t]+\S+)?)[ \t]*$",
    re.MULTILINE,
)
"""One of Redis'."""

_SASL: Final = re.compile(
    r"(?P<name>\bAUTH(?:ENTICATE)?[ \t]+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER))(?P<sep>[ \t]+)(?P<value>[\w+/=-]{8,})"
)
"""One of SMTP's or IMAP's."""

_REDIS: Final = re.compile(
    r"(?P<name>^[ \t]*(?:requirepass|masterauth))(?P<sep>[ \t]+)(?P<value>\S+)", re.MULTILINE | re.IGNORECASE
)
"""Of its configuration."""

_TSIG: Final = re.compile(r"(?P<name>\bsecret)(?P<sep>\s+)(?P<value>\"[^\"]*\")(?=\s*;)")
"""A key of BIND's."""

_KEYSTROKES: Final = re.compile(r"\bkeystroke\s+(?P<value>\\?\"(?P<text>[^\"\\]*)\\?\")")
"""What a script of AppleScript types."""

_DSN: Final = re.compile(r"(?P<name>\bu=[^,\s=]{1,200},(?:\w=[^,\s]{0,200},){0,8}p)(?P<sep>=)(?P<value>[^,\s]+)")
"""Of Percona's tools: `h=…,u=…,p=…`."""


def without_logins(text: str) -> str:
    """The text without what whole lines of it are known for."""
    if text.count(":") >= 4:  # noqa: PLR2004 - as many as .pgpass has
        text = _PGPASS.sub(masked, text)
    lower = text.lower()
    if "conn" in lower and "/" in text:
        text = _CONNECT_REMOTE.sub(masked, _CONNECT.sub(masked, text))
    if ".logon" in lower:
        text = _LOGON.sub(masked, text)
    if "AUTH" in text:
        text = _SASL.sub(masked, _AUTH_LINE.sub(masked, text))
    if "requirepass" in lower or "masterauth" in lower:
        text = _REDIS.sub(masked, text)
    if "u=" in text:
        text = _DSN.sub(masked, text)
    if "secret" in text:
        text = _TSIG.sub(masked, text)
    if "user " in lower or "pass " in lower:
        text = _FTP.sub(masked, text)
    return _KEYSTROKES.sub(_keystrokes, text) if "keystroke" in text else text


def _keystrokes(match: re.Match[str]) -> str:
    return match[0].replace(match["value"], mask_like(match["value"])) if looks_chosen(match["text"]) else match[0]
