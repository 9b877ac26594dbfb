"""What stands beside a secret's name in a text and is none: code, patterns, types, words of a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import SCHEMES

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

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

_ENDS: Final = r"(?=[\s,;:)\]}]|\Z)"
_CODE: Final = re.compile(
    rf"(?:None|True|False|null|nil|undefined|await|yield|lambda){_ENDS}"
    rf"|[\w.]+\(\){_ENDS}"
    rf"|(?:process|import\.meta)\.env(?:\.\w+|\[[^\]]*\]){_ENDS}"
    r"|(?:input|(?:getpass\.)?getpass|(?:os\.|System\.)?getenv|os\.environ(?:\.get)?|ENV(?:\.fetch)?)"
    rf"[\[(]\s*(?:\"[^\",]*\"|'[^',]*')\s*[\])]{_ENDS}"
    r"|[\w.]+\(\s*(?P<quote>[\"'])[\w./~-]+\.(?:txt|json|ya?ml|toml|ini|cfg|env|pem|key|csv|xml|html?)(?P=quote)"
    r"|(?:collections\.)?namedtuple\("
    r"|[\[{][^\[\]{}\"']{1,200}\sfor\s[^\[\]{}\"']{1,200}[\]}]"
    r"|\"\"(?!\")|''(?!')|[\"']\)*\Z"
)
"""`password=None`, `token = get_token()`, `os.getenv("TOKEN")`, `load("token.json")`, `[t for t in x]`, nothing at all,
and the end of a prompt: `"Password: "`."""

_PATTERN: Final = re.compile(
    r"(?:\\K)?(?:\\[wWdDsS]|\.)[+*]"
    r"|\((?:\.|\\[wWdDsS]|\[[^\]]+\])[+*]\??\)"
    r"|\)?\[\^[^\]]+\](?:[+*]|\Z)"
    r"|\[(?:\w-\w|\\[wds])[^\]\s\"',]*\]"
    r"|//[gIpdw0-9]*(?=[\s\"';}]|\Z)"
    r"|\{\s*\$(?:exists|type|size)\b[^{}]*\}"
    r"|\{\s*(?P<in>\\?[\"'])type(?P=in)\s*:\s*(?P=in)\w+(?P=in)\s*"
    r"(?:,\s*(?P=in)(?:description|format|m(?:ax|in)Length)(?P=in)[^{}]*)?\}"
)
"""`token=(\\w+)`, `s/token=//`, `{token: {$exists: true}}`, `{"password": {"type": "string"}}`."""

_ATTRIBUTE: Final = re.compile(r"(?:[A-Za-z_]\w*\.)+(?P<name>[A-Za-z_]\w*)[;,)]*")
"""Code that takes one from elsewhere: `token = args.token`."""

_OF_BLOCK: Final = re.compile(r"(?:\A|[\n;\"'])\s*(?:class|if|elif|while|for|with)\s[^:;\n\"']{0,80}\Z")
_BLOCK_REACH: Final = 100
"""Before the colon of a block: `if not token: …`."""

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


def is_code(value: str, names: SecretNames) -> bool:
    """Whether a program finds the value elsewhere, or somebody looks for one with it."""
    if _CODE.match(value) is not None or _PATTERN.match(value) is not None:
        return True
    attribute = _ATTRIBUTE.fullmatch(value)
    return attribute is not None and names.is_secret(attribute["name"])


def is_joined(value: str) -> bool:
    """Whether this is something else after a colon without a blank: a tag, a port, a path, what is done."""
    return (
        value[0] in "/.~$%\\*:"
        or value in _NO_VALUES
        or value in _DEEDS
        or _PORT_OR_VERSION.fullmatch(value) is not None
    )


def is_type(value: str) -> bool:
    """Whether this is the type of a field."""
    return _TYPE.fullmatch(value) is not None


def begins_block(text: str, at: int) -> bool:
    """Whether the name that stands at this place is the end of a line that begins a block of code."""
    return _OF_BLOCK.search(text, max(0, at - _BLOCK_REACH), at) is not None


def names_scheme(value: str) -> bool:
    """Whether the value of a header is no more than its scheme, looked for or spoken of: `Bearer tokens`."""
    scheme, _, rest = value.strip().lower().partition(" ")
    return scheme in SCHEMES and rest.split(" ", 1)[0] in _SPOKEN_OF


def is_told(value: str) -> bool:
    """Whether a value is words of a message: `token: see the docs`, `password: missing`."""
    words = value.lower().rstrip(".,!?").split()
    return (len(words) == 1 and words[0] in _STATES) or (
        _WORDS.fullmatch(value) is not None and (words[0] in _STATES or not _OF_A_SENTENCE.isdisjoint(words))
    )
