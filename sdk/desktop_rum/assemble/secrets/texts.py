"""Secrets inside a text: credentials in urls, headers, `name=value` pairs, JSON, and values that look like tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

MASK: Final = "***"
"""Stands where a secret was."""

_USERINFO: Final = re.compile(
    r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+.-]{0,30}://)"
    r"(?P<user>[^\s/@:?#\"'<>\[\]]*):"
    r"(?!\d{1,5}(?:[/?#\s\"'<>,]|$)(?![^\s]{0,500}:[^\s]{0,500}@))"
    r"(?P<password>[^\s\"'<>]*)@"
)
"""`user:password@`; the password may hold a slash or an at sign, but a port before the path is none."""

_SCHEMELESS: Final = re.compile(
    r"(?<![\w./\\:@-])(?P<user>[\w.-]+):(?P<password>[^\s@/:\"']+)@(?!sha\d)(?=[A-Za-z(\[])"
)
"""`user:password@host` alone, as drivers and proxies take it; `image:tag@sha256:…` is none."""

_LONE_TOKEN: Final = re.compile(r"(?P<scheme>\bhttps?://)(?P<token>[^\s/@:?#\"'<>]{20,})@")
"""A token that takes the user's place."""

_QUERY: Final = re.compile(
    r"(?P<name>[?&;](?:sig|signature|hmac|key|jwt|sid|session|session_?id|x-(?:amz|goog)-[a-z-]*"
    r"|aws_?access_?key_?id|policy|key-pair-id|code_verifier|client_assertion|assertion|saml(?:request|response))=)"
    r"(?P<value>[^\s&#\"'<>]+)",
    re.IGNORECASE,
)
"""What signs a url or stands for a session, under names that mean nothing elsewhere."""

_SIGNS_NOTHING: Final = re.compile(r"[?&;]x-(?:amz|goog)-(?:date|expires|algorithm|signedheaders)=", re.IGNORECASE)

_PEM: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)

_TOKEN_SHAPES: Final = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{8,}|\bxapp-[\w-]{8,}"
    r"|\b[rs]k_(?:live|test)_\w{8,}|\bsk-[\w-]{20,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{16,}"
    r"|\bnpm_\w{30,}|\bpypi-[\w-]{30,}|\bhf_\w{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bdop_v1_\w{32,}|\bshp(?:at|ca|ss)_\w{16,}"
    r"|\bhvs\.[\w-]{20,}|\bdckr_pat_[\w-]{16,}"
)
"""Values that say themselves what they are."""

_SCHEME_VALUE: Final = re.compile(
    r"\b((?:bearer|basic|negotiate)\s+)(?=[\w.~+/=-]*[\dA-Z])[\w.~+/=-]{8,}", re.IGNORECASE
)

_HEADER: Final = re.compile(
    r"(?P<name>(?<![\w$/\\-])(?:proxy-)?authorization|(?<![\w$/\\-])(?:set-)?cookie2?)(?P<sep>\"?\s*[:=]\s*)(?P<value>\"[^\r\n\"]*\"?|[^\s\"][^\r\n\"]*)",
    re.IGNORECASE,
)
"""Headers whose whole value is secret."""

_QUOTED: Final = r"\\?\"(?:\\.|[^\"\\])*(?:\"|\Z)|\\?'(?:\\.|[^'\\])*(?:'|\Z)"
_UNQUOTED: Final = r"(?:(?![&;,]\s*[\w.%\[\]-]+=)[^\s\"'`])+"

_PAIR: Final = re.compile(
    r"(?P<name>(?<![\w$/\\.%-])[^\W\d][\w.-]*)(?P<sep>(?:\\?[\"'])?\]?\s*(?::=|=>|={1,2})\s*)"
    rf"(?P<value>{_QUOTED}|{_UNQUOTED})",
    re.DOTALL,
)
"""`name=value`, `name := value`, `"name" = "value"`."""

_VARIABLE: Final = re.compile(
    rf"(?P<name>\$(?:env:)?[A-Za-z_]\w*)(?P<sep>\s*=\s*)(?P<value>{_QUOTED}|[^\s\"'`;]+)", re.IGNORECASE | re.DOTALL
)
"""`$password = "x"`, as PowerShell and PHP have it."""

_COLON: Final = re.compile(
    r"(?P<quote>\\?[\"'])?(?P<name>(?<![\w$/\\.%-])[^\W\d][\w.-]*)(?P<sep>(?(quote)\\?[\"'])\s*:\s*)"
    rf"(?P<value>{_QUOTED}|[^\s\"',;}}\])]+(?:[ \t]+[^\s\"',;}}\])]+)*)",
    re.DOTALL,
)
"""`"name": "value"` and `Name: value`."""

_FLAG: Final = re.compile(
    rf"(?P<name>(?<![^\s\"'=(])--?[A-Za-z][\w.-]*)(?P<sep>\s+)(?P<value>{_QUOTED}|[^\s\"']+)", re.DOTALL
)
"""`--name value` inside a text."""

_SQL: Final = re.compile(
    r"(?P<name>\b(?:identified\s+(?:with\s+\S+\s+)?by(?:\s+password)?|password|passphrase))(?P<sep>\s*\(?\s*)"
    r"(?P<value>'(?:''|[^'])*(?:'|\Z)|\"[^\"]*(?:\"|\Z))",
    re.IGNORECASE,
)
"""`IDENTIFIED BY 'x'`, `PASSWORD 'x'`."""


class Texts:
    """Scrubs texts by names and shapes."""

    def __init__(self, names: SecretNames) -> None:
        self._names = names

    def scrub(self, text: str, *, prose: bool = False) -> str:
        """The text without what is secret; in `prose`, a commit message for one, fewer things look like it."""
        if "://" in text and "@" in text:
            text = _LONE_TOKEN.sub(rf"\g<scheme>{MASK}@", _USERINFO.sub(_userinfo, text))
        elif "@" in text and ":" in text:
            text = _SCHEMELESS.sub(rf"\g<user>:{MASK}@", text)
        if "-----BEGIN" in text:
            text = _PEM.sub(MASK, text)
        text = _TOKEN_SHAPES.sub(MASK, text)
        if "?" in text or "&" in text:
            text = _QUERY.sub(self._query, text)
        if ":" in text or "=" in text:
            text = _HEADER.sub(_masked_pair, text)
            text = _PAIR.sub(self._pair, text)
            if "$" in text:
                text = _VARIABLE.sub(self._pair, text)
            if ":" in text and not prose:
                text = _COLON.sub(self._colon, text)
        if not prose and " " in text:
            text = _SCHEME_VALUE.sub(rf"\1{MASK}", text)
            text = _SQL.sub(_masked_pair, text)
            if "-" in text:
                text = _FLAG.sub(self._flag, text)
        return text

    def _pair(self, match: re.Match[str]) -> str:
        name, value = match["name"], match["value"]
        return _masked_pair(match) if self._names.hides(name.removeprefix("$"), value) else self._deeper(match)

    def _deeper(self, match: re.Match[str]) -> str:
        """The pair is innocent, but its value may hold another one."""
        value = match["value"]
        return f"{match['name']}{match['sep']}{_PAIR.sub(self._pair, value)}" if "=" in value else match[0]

    def _colon(self, match: re.Match[str]) -> str:
        """Without quotes or a space `name:value` may be many things: an image and its tag, a host and a path."""
        name, sep, value = match["name"], match["sep"], match["value"]
        bare = match["quote"] is None
        if bare and (name.lower() == "auth" or value.startswith("//") or not self._names.is_secret(_last_word(name))):
            return match[0]
        if bare and sep == ":" and (value[0] in "/.~$%\\" or value in ("latest", "ro", "rw")):
            return match[0]
        if not self._names.hides(name, value):
            return match[0]
        return f"{match['quote'] or ''}{name}{sep}{_mask_like(value)}"

    def _query(self, match: re.Match[str]) -> str:
        return match[0] if _SIGNS_NOTHING.match(match["name"]) else f"{match['name']}{MASK}"

    def _flag(self, match: re.Match[str]) -> str:
        name = match["name"].lstrip("-")
        hidden = self._names.hides(name, match["value"]) and not self._names.is_switch(name)
        return _masked_pair(match) if hidden else match[0]


def _userinfo(match: re.Match[str]) -> str:
    """GitHub takes a token as the user, with a word of its own as the password."""
    user = MASK if match["password"] == "x-oauth-basic" else match["user"]  # noqa: S105 - not a secret
    return f"{match['scheme']}{user}:{MASK}@"


def _masked_pair(match: re.Match[str]) -> str:
    return f"{match['name']}{match['sep']}{_mask_like(match['value'])}"


def _mask_like(value: str) -> str:
    """The mask, in the quotes that the value has."""
    for quote in ('\\"', "\\'", '"', "'"):
        if value.startswith(quote):
            closed = value.endswith(quote) and len(value) >= 2 * len(quote)
            return f"{quote}{MASK}{quote}" if closed else f"{quote}{MASK}"
    return MASK


def _last_word(name: str) -> str:
    """`x-api-key` whole, but of `auth-service` the last: there a secret's name only describes a thing."""
    words = re.split(r"[-_.]", name)
    return "-".join(words[-2:]) if words[-1].lower() in ("key", "keys") else words[-1]
