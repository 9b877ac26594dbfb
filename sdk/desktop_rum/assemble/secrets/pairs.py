"""Secrets that stand beside their name in a text: headers, `name=value`, `name: value`, JSON, XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import CMDLET
from desktop_rum.assemble.secrets.masking import GROUPED, QUOTED, bare, mask_like, masked, without_values
from desktop_rum.assemble.secrets.spoken import begins_block, is_code, is_joined, is_told, is_type, names_scheme
from desktop_rum.assemble.secrets.urls import MASK

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

_HEADER_ALONE: Final = re.compile(
    r"(?P<name>\s*(?:proxy-)?authorization|\s*(?:set-)?cookie2?)(?P<sep>\s*:\s*)(?P<value>[^\s\"][^\r\n]*)",
    re.IGNORECASE,
)
"""A header that is the whole of a text: its value may have quotes in it."""

_HEADER: Final = re.compile(
    r"(?P<name>(?<![\w$/\\-])(?:proxy-)?authorization|(?<![\w$/\\-])(?:set-)?cookie2?)(?P<sep>\"?\s*[:=]\s*)(?P<value>\"[^\r\n\"]*\"?|[^\s\"][^\r\n\"]*)",
    re.IGNORECASE,
)
"""Headers whose whole value is secret."""

_AFTER_NEW_LINE: Final = r"(?<=\\[nrt])"
"""A line's end that is written `\\n`."""

_NAME: Final = (
    rf"(?P<name>(?:(?<![\w$\\%-])(?<![\w-]\.)|(?<=[\s\"',]-)|(?<=[\s\"',]--)|{_AFTER_NEW_LINE})[^\W\d][\w.-]*)"
)
_PAIR: Final = re.compile(rf"{_NAME}(?P<sep>(?:\\?[\"'])?[\]}}]?\s*(?::=|=>|={{1,2}}(?![\"'](?:[\]}},:)]|\s*\Z)))\s*)")
_PAIRED: Final = re.compile(
    rf"\"{{3}}.*?\"{{3}}|'{{3}}.*?'{{3}}|(?:[A-Za-z@](?=[\"']))?{QUOTED}|{GROUPED}|\\?`[^`\s]*`|(?:(?![&;,]\s*[\w.%\[\]-]+=)(?:[^\s\"'`]|(?<=[\w])[\"'](?=\w)))+",
    re.DOTALL,
)
"""`name=value`, `name := value`, `"name" = "value"`."""

_ITEMS: Final = re.compile(r"^[ \t]*(?P<name>[\w.-]+):[ \t]*\n(?:[ \t]*-[ \t]+[^\s:]+[ \t]*(?:\n|\Z))+", re.MULTILINE)
_OF_ITEMS: Final = re.compile(r"(?P<name>-)(?P<sep>[ \t]+)(?P<value>\S+)")
"""A list in YAML; one of `secrets` has their names."""

_VARIABLE: Final = re.compile(r"\$(?:env:)?(?P<name>[A-Za-z_]\w*)\s*=\s*", re.IGNORECASE)
_ASSIGNED: Final = re.compile(rf"{QUOTED}|[^\s\"'`;]+", re.DOTALL)
"""`$password = "x"`, as PowerShell and PHP have it."""

_COLON: Final = re.compile(
    rf"(?P<quote>\\?[\"'])?(?P<name>(?:(?<![\w$/\\.%:-])|(?<=[\s\"']/)|{_AFTER_NEW_LINE})[^\W\d][\w.-]*)"
    r"(?P<sep>(?(quote)\\?[\"'])\s*:(?!//|\?)(?:[ \t]|\s+(?=[\"'\[]))*)"
)
_BARE: Final = r"(?:[^\s\"',;}\])]|,(?=[^\s\"',;}\]:=]+(?:\s|\Z)))"
"""A character of a value without quotes; after a comma another name would follow."""
_SAID: Final = re.compile(
    rf"(?:[A-Za-z](?=[\"']))?{QUOTED}|{GROUPED}|[\[({{].*\Z|{_BARE}+(?:[ \t]+{_BARE}+)*",
    re.DOTALL,
)
"""`"name": "value"` and `Name: value`."""

_NAMED: Final = re.compile(
    r"\b\w*(?:name|key|option)\\?[\"']?\s*[:=]\s*\\?[\"']?(?P<name>[\w.-]+)\\?[\"']?[\s,;]+\\?[\"']?[\w.\[\]]*value\\?[\"']?\s*[:=]\s*",
    re.IGNORECASE,
)
"""`{"name": "PASSWORD", "value": "x"}`, `ParameterKey=Password,ParameterValue=x`."""

_LISTED: Final = re.compile(r"(?P<quote>\\?[\"'])--?(?P<name>[A-Za-z][\w.-]*)(?P=quote)\s*,\s*")
_ITEM: Final = re.compile(QUOTED, re.DOTALL)
"""`["--password", "x"]`."""

_OBJECT: Final = re.compile(r"(?P<name>\bsecret(?:_\w+)?,(?:[^\s,]+,)*?data)(?P<sep>=)(?P<value>[^\s,]+)")
"""`secret,id=x,data=y`, as QEMU has it."""

_XML: Final = re.compile(r"(?P<name><(?:[\w-]+:)?[A-Za-z][\w.-]*)(?P<sep>(?:\s[^<>]*)?>)(?P<value>[^<>]+)(?=</)")
"""`<name>value</name>`."""

_PLIST: Final = re.compile(r"(?P<name><key>(?P<what>[^<>]+)</key>\s*<string)(?P<sep>>)(?P<value>[^<>]+)")

_LOGINS: Final = frozenset({"user", "proxy-user"})
"""Of curl's configuration; their value is `user:password`."""


class Pairs:
    """Scrubs values by the names beside them."""

    def __init__(self, names: SecretNames) -> None:
        self._names = names

    def scrub(self, text: str, *, prose: bool) -> str:
        """The text without secret values; in `prose` there are no `name: value`."""
        if "</" in text:
            text = _PLIST.sub(self._plist, _XML.sub(self._xml, text))
        if "-" in text and "," in text:
            text = without_values(text, _LISTED, _ITEM, self._tells, self._flag)
        if ":" not in text and "=" not in text:
            return text
        if ":\n" in text and "- " in text:
            text = _ITEMS.sub(self._items, text)
        alone = _HEADER_ALONE.match(text)
        if alone is not None:
            text = f"{_header(alone)}{text[alone.end() :]}"
        text = _HEADER.sub(_header, text)
        if ",data=" in text:
            text = _OBJECT.sub(masked, text)
        text = without_values(text, _PAIR, _PAIRED, self._tells_pair, self._pair)
        if "$" in text:
            text = without_values(text, _VARIABLE, _ASSIGNED, self._tells, self._pair)
        if "alue" in text.lower():
            text = without_values(text, _NAMED, _PAIRED, self._tells, self._pair)
        return text if prose or ":" not in text else without_values(text, _COLON, _SAID, self._tells_colon, self._colon)

    def _tells(self, head: re.Match[str]) -> bool:
        return self._names.is_secret(head["name"])

    def _tells_pair(self, head: re.Match[str]) -> bool:
        return self._names.is_secret(head["name"]) or head["name"].lower() in (*_LOGINS, "cookies")

    def _tells_colon(self, head: re.Match[str]) -> bool:
        """Without quotes `name:value` may be many things: an image and its tag, a host and a path."""
        name = head["name"]
        if head["quote"] is None:
            quoted = head.string[head.end() : head.end() + 1] in ("'", '"') and "-" not in name  # as code has it
            return (quoted or name.lower() != "auth") and self._names.is_secret(name if quoted else last_word(name))
        return self._names.is_secret(name)

    def _pair(self, head: re.Match[str], value: str) -> str | None:
        if self._names.hides(head["name"], bare(value)):
            return None if CMDLET.fullmatch(value) or is_code(value, self._names) else mask_like(value)
        if head["name"] == "cookies" and value[0] == "{":
            return mask_like(value)
        if head["name"].lower() in _LOGINS and value[0] in "\"'" and ":" in value and value.strip("\"'0123456789:"):
            return f"{value.partition(':')[0]}:{MASK}{value[0] if value[-1] == value[0] else ''}"
        return None

    def _colon(self, head: re.Match[str], value: str) -> str | None:
        joined = head["quote"] is None and head["sep"] == ":"
        if joined and (is_joined(value) or (value[0] == "+" and head.string.endswith("${", 0, head.start()))):
            return None
        if not joined and begins_block(head.string, head.start()):
            return None
        if head["quote"] is None and (is_type(value) or (not joined and is_told(value))):
            return None
        if is_code(value, self._names) or value in ("0", "1", "true", "false"):
            return None
        return mask_like(value) if self._names.hides(head["name"], bare(value)) else None

    def _flag(self, head: re.Match[str], value: str) -> str | None:
        hidden = self._names.hides(head["name"], value) and not self._names.is_switch(head["name"])
        return mask_like(value) if hidden else None

    def _items(self, match: re.Match[str]) -> str:
        is_secret = self._names.is_secret(match["name"]) and not match["name"].lower().endswith("secrets")
        return _OF_ITEMS.sub(masked, match[0]) if is_secret else match[0]

    def _xml(self, match: re.Match[str]) -> str:
        name = match["name"].lstrip("<").rpartition(":")[2]
        return f"{match['name']}{match['sep']}{MASK}" if self._names.hides(name, match["value"]) else match[0]

    def _plist(self, match: re.Match[str]) -> str:
        return masked(match) if self._names.hides(match["what"], match["value"]) else match[0]


def last_word(name: str) -> str:
    """`x-api-key` whole, but of `auth-service` the last: there a secret's name only describes a thing."""
    words = re.split(r"[-_.]", name)
    return "-".join(words[-2:]) if words[-1].lower() in ("key", "keys", "api") else words[-1]


def _header(match: re.Match[str]) -> str:
    return match[0] if names_scheme(match["value"]) else masked(match)
