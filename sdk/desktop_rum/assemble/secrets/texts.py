"""Secrets inside a text: headers, `name=value` pairs, JSON, and values that look like tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.urls import MASK, Urls

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

_HEADER_ALONE: Final = re.compile(
    r"(?P<name>\s*(?:proxy-)?authorization|\s*(?:set-)?cookie2?)(?P<sep>\s*:\s*)(?P<value>[^\s\"][^\r\n]*)",
    re.IGNORECASE,
)
"""A header that is the whole of a text: its value may have quotes in it."""

_XML: Final = re.compile(r"(?P<name><(?:[\w-]+:)?[A-Za-z][\w.-]*)(?P<sep>(?:\s[^<>]*)?>)(?P<value>[^<>]+)(?=</)")
"""`<name>value</name>`."""

_SETS: Final = re.compile("set|put|add|env|header", re.IGNORECASE)
_CALL: Final = re.compile(
    r"(?P<name>\b(?P<function>\w+)\(\s*(?P<quote>[\"'])(?P<first>[^\"']{0,200})(?P=quote))"
    r"(?P<sep>\s*,\s*)(?P<value>\"[^\"]*\"|'[^']*')"
)
"""`setenv("NAME", "value")`, `auth("user", "password")`."""

_POWERSHELL: Final = re.compile(
    r"(?P<name>\bConvertTo-SecureString(?:\s+-String)?)(?P<sep>\s+)(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'$-][^\s\"')]*)",
    re.IGNORECASE,
)

_ENVIRONMENT: Final = re.compile(
    r"(?P<name>\benv:\w+)(?P<sep>\s+(?:-Value\s+)?)(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'=;|&-][^\s\"';]*)", re.IGNORECASE
)
"""`Set-Item env:NAME value`."""

_NETRC: Final = re.compile(
    r"(?P<name>\blogin(?:\s|\\n)+[^\s\\]+(?:\s|\\n)+password)(?P<sep>(?:\s|\\n)+)(?P<value>[^\s\\\"']+)"
)
"""As `.netrc` has it."""

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

_PAIR_REST: Final = (
    r"(?P<sep>(?:\\?[\"'])?\]?\s*(?::=|=>|={1,2})\s*)"
    rf"(?P<value>(?:[A-Za-z@](?=[\"']))?(?:{_QUOTED})|{_UNQUOTED})"
)
_PAIR: Final = re.compile(rf"(?P<name>(?<![\w$\\%-])(?<![\w-]\.)[^\W\d][\w.-]*){_PAIR_REST}", re.DOTALL)
"""`name=value`, `name := value`, `"name" = "value"`."""

_PAIR_OF_NEW_LINE: Final = re.compile(rf"(?P<name>(?<=\\[nrt])[^\W\d][\w.-]*){_PAIR_REST}", re.DOTALL)
"""The same after a line's end that is written `\\n`."""

_VARIABLE: Final = re.compile(
    rf"(?P<name>\$(?:env:)?[A-Za-z_]\w*)(?P<sep>\s*=\s*)(?P<value>{_QUOTED}|[^\s\"'`;]+)", re.IGNORECASE | re.DOTALL
)
"""`$password = "x"`, as PowerShell and PHP have it."""

_COLON: Final = re.compile(
    r"(?P<quote>\\?[\"'])?(?P<name>(?<![\w$/\\.%-])[^\W\d][\w.-]*)(?P<sep>(?(quote)\\?[\"'])\s*:"
    rf"(?:[ \t]|\s+(?=[\"']))*)(?P<value>{_QUOTED}|[^\s\"',;}}\])]+(?:[ \t]+[^\s\"',;}}\])]+)*)",
    re.DOTALL,
)
"""`"name": "value"` and `Name: value`."""

_FLAG: Final = re.compile(
    rf"(?P<name>(?<![^\s\"'=(])--?[A-Za-z][\w.-]*)(?P<sep>\s+)(?P<value>{_QUOTED}|[^\s\"']+)", re.DOTALL
)
"""`--name value` inside a text."""

_SQL: Final = re.compile(
    r"(?P<name>\b(?:identified\s+(?:with\s+\S+\s+)?by(?:\s+password)?|password(?:\s+for\s+\S+)?|passphrase"
    r"|pragma\s+(?:re)?key))(?P<sep>\s*=?\s*\(?\s*N?)"
    r"(?P<value>'(?:''|[^'])*(?:'|\Z)|\"[^\"]*(?:\"|\Z))",
    re.IGNORECASE,
)
"""`IDENTIFIED BY 'x'`, `PASSWORD 'x'`."""


class Texts:
    """Scrubs texts by names and shapes."""

    def __init__(self, names: SecretNames) -> None:
        self._names = names
        self._urls = Urls(names)

    def scrub(self, text: str, *, prose: bool = False) -> str:
        """The text without what is secret; in `prose`, a commit message for one, fewer things look like it."""
        text = self._urls.scrub(text)
        if "-----BEGIN" in text:
            text = _PEM.sub(MASK, text)
        text = _TOKEN_SHAPES.sub(MASK, text)
        if "</" in text:
            text = _XML.sub(self._xml, text)
        if "(" in text:
            text = _CALL.sub(self._call, text)
        if ":" in text or "=" in text:
            text = self._pairs(text, prose=prose)
        return text if prose or " " not in text else self._statements(text)

    def _pairs(self, text: str, *, prose: bool) -> str:
        alone = _HEADER_ALONE.match(text)
        if alone is not None:
            text = f"{_masked_pair(alone)}{text[alone.end() :]}"
        text = _HEADER.sub(_masked_pair, text)
        text = _PAIR.sub(self._pair, text)
        if "\\" in text:
            text = _PAIR_OF_NEW_LINE.sub(self._pair, text)
        if "$" in text:
            text = _VARIABLE.sub(self._pair, text)
        return text if prose or ":" not in text else _COLON.sub(self._colon, text)

    def _statements(self, text: str) -> str:
        """Words that make a secret of the next one."""
        text = _SCHEME_VALUE.sub(rf"\1{MASK}", text)
        text = _SQL.sub(_masked_pair, text)
        lower = text.lower()
        if "login" in lower:
            text = _NETRC.sub(_masked_pair, text)
        if "env:" in lower:
            text = _ENVIRONMENT.sub(self._environment, text)
        if "securestring" in lower:
            text = _POWERSHELL.sub(_masked_pair, text)
        return _FLAG.sub(self._flag, text) if "-" in text else text

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

    def _xml(self, match: re.Match[str]) -> str:
        name = match["name"].lstrip("<").rpartition(":")[2]
        return f"{match['name']}{match['sep']}{MASK}" if self._names.hides(name, match["value"]) else match[0]

    def _call(self, match: re.Match[str]) -> str:
        logs_in = match["function"].lower().endswith(("auth", "login", "authenticate"))
        names = _SETS.search(match["function"]) is not None and self._names.is_secret(match["first"])
        return _masked_pair(match) if logs_in or names else match[0]

    def _environment(self, match: re.Match[str]) -> str:
        return _masked_pair(match) if self._names.hides(match["name"][4:], match["value"]) else match[0]

    def _flag(self, match: re.Match[str]) -> str:
        name = match["name"].lstrip("-")
        hidden = self._names.hides(name, match["value"]) and not self._names.is_switch(name)
        return _masked_pair(match) if hidden else match[0]


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
