"""Secrets that stand beside their name in a text: headers, `name=value`, `name: value`, JSON, XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import CMDLET, SCHEMES
from desktop_rum.assemble.secrets.masking import GROUPED, QUOTED, bare, mask_like, masked, without_values
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

_NO_VALUES: Final = frozenset({"latest", "ro", "rw", "-", "-}"})
"""After a colon: of images and mounts, and the empty default of `${TOKEN:-}`."""

_DEEDS: Final = frozenset(
    {"add", "create", "delete", "edit", "export", "generate", "get", "import", "info", "init", "install", "list",
     "login", "logout", "refresh", "remove", "reset", "revoke", "rotate", "set", "setup", "show", "status", "sync",
     "update"}
)  # fmt: skip
"""What is done with it: `rails credentials:edit`."""

_TYPE: Final = re.compile(
    r"(?:bool(?:ean)?|bytes|char|datetime|digest|float|index|int(?:eger)?|number|str(?:ing)?|text|uuid|varchar)"
    r"(?:\[\])?(?:[:{(]\S*)?"
)
"""Of a field: `password:digest`, `token: string`."""

_NO_SECRET: Final = re.compile(
    r"(?:None|null|nil|undefined)(?=[\s),;:\]}]|\Z)|[\w.]+\(\)(?=[\s,;]|\Z)|(?:process|import\.meta)\.env(?:\.\w+|\[[^\]]*\])(?=[\s,;)\]}]|\Z)|\"\"(?!\")|''(?!')"
    r"|(?:input|(?:getpass\.)?getpass|(?:os\.|System\.)?getenv|os\.environ(?:\.get)?|ENV(?:\.fetch)?)"
    r"[\[(]\s*(?:\"[^\",]*\"|'[^',]*')\s*[\])](?=[\s,;)\]}]|\Z)"
    r"|[\"']\)*\Z|\((?:\.|\\[wWdDsS]|\[[^\]]+\])[+*]\??\)|\)?\[\^[^\]]+\](?:[+*]|\Z)"
    r"|(?:\\K)?(?:\\[wWdDsS]|\.)[+*]|\[(?:\w-\w|\\[wds])[^\]\s\"',]*\]"
    r"|\{\s*\$(?:exists|type|size)\b[^{}]*\}|//[gIpdw0-9]*(?=[\s\"';}]|\Z)"
)
"""Of `password=None`, `token = get_token()`, `token = os.getenv("TOKEN")`, the prompt `"Password: "`, and patterns:
`token=(\\w+)`, `s/token=//`."""

_ATTRIBUTE: Final = re.compile(r"(?:[A-Za-z_]\w*\.)+(?P<name>[A-Za-z_]\w*)[;,)]*")
"""Code that takes one from elsewhere: `token = args.token`."""

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

_PORT_OR_VERSION: Final = re.compile(r"\d{1,4}|v?\d+(?:\.\d+)+(?:-[a-z][\w.]*)?")

_OF_A_SENTENCE: Final = frozenset(
    {"the", "a", "an", "is", "are", "was", "be", "been", "has", "have", "to", "of", "in", "on", "at", "for",
     "from", "with", "by", "and", "or", "not", "no", "your", "you", "my", "our", "it", "this", "that", "see",
     "ask", "must", "will", "should", "can", "cannot", "please", "when", "if", "as", "than"}
)  # fmt: skip
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z'-]*[.,!?]?(?:\s+[A-Za-z][A-Za-z'-]*[.,!?]?)+")
_STATES: Final = frozenset(
    {"ok", "okay", "failed", "failure", "missing", "invalid", "valid", "expired", "required", "unknown", "unset",
     "set", "none", "changed", "unchanged", "rejected", "accepted", "disabled", "enabled", "empty", "found",
     "error", "done", "unexpected", "expected", "malformed", "incorrect", "wrong", "denied", "illegal"}
)  # fmt: skip
"""What is told of a secret in a message."""

_SPOKEN_OF: Final = frozenset({"", "auth", "authentication", "credentials", "header", "headers", "token", "tokens"})
"""After the scheme of a header, where nobody sends one."""

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
        return self._names.is_secret(head["name"]) or head["name"].lower() in _LOGINS

    def _tells_colon(self, head: re.Match[str]) -> bool:
        """Without quotes `name:value` may be many things: an image and its tag, a host and a path."""
        name = head["name"]
        if head["quote"] is None:
            quoted = head.string[head.end() : head.end() + 1] in ("'", '"') and "-" not in name  # as code has it
            return (quoted or name.lower() != "auth") and self._names.is_secret(name if quoted else last_word(name))
        return self._names.is_secret(name)

    def _pair(self, head: re.Match[str], value: str) -> str | None:
        if self._names.hides(head["name"], bare(value)):
            innocent = CMDLET.fullmatch(value) or _NO_SECRET.match(value) or self._is_attribute(value)
            return None if innocent else mask_like(value)
        if head["name"].lower() in _LOGINS and value[0] in "\"'" and ":" in value and value.strip("\"'0123456789:"):
            return f"{value.partition(':')[0]}:{MASK}{value[0] if value[-1] == value[0] else ''}"
        return None

    def _is_attribute(self, value: str) -> bool:
        attribute = _ATTRIBUTE.fullmatch(value)
        return attribute is not None and self._names.is_secret(attribute["name"])

    def _colon(self, head: re.Match[str], value: str) -> str | None:
        joined = head["quote"] is None and head["sep"] == ":"
        if joined and (value[0] in "/.~$%\\*:" or value in _NO_VALUES or _PORT_OR_VERSION.fullmatch(value)):
            return None
        if joined and (value in _DEEDS or (value[0] == "+" and head.string.endswith("${", 0, head.start()))):
            return None
        if head["quote"] is None and (_TYPE.fullmatch(value) or (not joined and is_told(value))):
            return None
        if _NO_SECRET.match(value) or value in ("0", "1", "true", "false"):
            return None
        return mask_like(value) if self._names.hides(head["name"], bare(value)) else None

    def _flag(self, head: re.Match[str], value: str) -> str | None:
        hidden = self._names.hides(head["name"], value) and not self._names.is_switch(head["name"])
        return mask_like(value) if hidden else None

    def _xml(self, match: re.Match[str]) -> str:
        name = match["name"].lstrip("<").rpartition(":")[2]
        return f"{match['name']}{match['sep']}{MASK}" if self._names.hides(name, match["value"]) else match[0]

    def _plist(self, match: re.Match[str]) -> str:
        return masked(match) if self._names.hides(match["what"], match["value"]) else match[0]


def _header(match: re.Match[str]) -> str:
    """A scheme alone is none of the secret, but looked for by `grep`, or spoken of: `Authorization: Bearer tokens`."""
    scheme, _, rest = match["value"].strip().lower().partition(" ")
    return match[0] if scheme in SCHEMES and rest.split(" ", 1)[0] in _SPOKEN_OF else masked(match)


def is_told(value: str) -> bool:
    """Whether a value is words of a message: `token: see the docs`, `password: missing`."""
    words = value.lower().rstrip(".,!?").split()
    return (len(words) == 1 and words[0] in _STATES) or (
        _WORDS.fullmatch(value) is not None and (words[0] in _STATES or not _OF_A_SENTENCE.isdisjoint(words))
    )


def last_word(name: str) -> str:
    """`x-api-key` whole, but of `auth-service` the last: there a secret's name only describes a thing."""
    words = re.split(r"[-_.]", name)
    return "-".join(words[-2:]) if words[-1].lower() in ("key", "keys", "api") else words[-1]
