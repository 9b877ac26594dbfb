"""Secrets in texts of other languages: SQL, calls, `.netrc`, PowerShell, sed, and plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.masking import QUOTED, bare, mask_like, masked, without_values

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

_SETS: Final = re.compile("set|put|add|env|header|define", re.IGNORECASE)
_LOGS_IN: Final = re.compile(
    r".*(?:auth|login|authenticate|connect|credentials?|superuser|password)|.*(?:en|de)crypt\w*|(?:create)?hmac\w*|pdo|mysqli"
    r"|ftp(?:_tls)?|networkcredential\]::new",
    re.IGNORECASE,
)
_TABLE: Final = re.compile(r"mysql|postgresql|mongodb|remote(?:Secure)?|s3(?:Cluster)?|gcs", re.IGNORECASE)
_OF_TABLE: Final = 3
"""What such a function of ClickHouse takes after the address where there are credentials among it, at least."""
_CALL: Final = re.compile(r"\b(?P<function>\w+(?:\]::new)?)\(\s*")
_GIVEN: Final = re.compile(rf"(?P<first>{QUOTED}|[\w.$]+)(?P<rest>(?:\s*,\s*(?:{QUOTED}|[\w.]+))+)", re.DOTALL)
_TEXT: Final = re.compile(QUOTED, re.DOTALL)
"""`setenv("NAME", "value")`, `auth("user", "password")`."""

_CONSTANTS: Final = re.compile(r",\s*([A-Z][A-Z_]+)\b")
"""`curl_setopt($c, CURLOPT_USERPWD, "user:password")`."""

_CALL_WITH_ONE: Final = re.compile(
    rf"(?P<name>\b(?:set_?password|password_hash|hash_password|make_password|generate_password_hash|set_?token|auth|crypt|hashpw|hash_?sync|password\.create|(?:hmac|aes)\.new|fernet)\()"
    rf"(?P<sep>\s*b?)(?P<value>{QUOTED})",
    re.DOTALL | re.IGNORECASE,
)
"""`set_password("x")`; of `auth("user", "x")` the user goes as well."""

_SIGNS: Final = re.compile(
    rf"(?P<name>\bjwt\.(?:sign|encode)\((?:\{{[^{{}}]*\}}|[\w.]+))(?P<sep>\s*,\s*)(?P<value>{QUOTED})", re.DOTALL
)

_POWERSHELL: Final = re.compile(
    r"(?P<name>\bConvertTo-SecureString(?:\s+-String)?)(?P<sep>\s+)(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'$-][^\s\"')]*)",
    re.IGNORECASE,
)

_ENVIRONMENT: Final = re.compile(r"\benv:(?P<name>\w+)\s+(?:-Value\s+)?", re.IGNORECASE)
_ITEM: Final = re.compile(rf"{QUOTED}|[^\s\"'=;|&-][^\s\"';]*", re.DOTALL)
"""`Set-Item env:NAME value`."""

_NETRC: Final = re.compile(
    r"(?P<name>(?:\b|(?<=\\n))login(?:\s|\\n)+[^\s\\,]+(?:\s|\\n)+password)(?P<sep>(?:\s|\\n)+)(?P<value>[^\s\\\"']+)"
)
"""As `.netrc` has it."""

_FLAG: Final = re.compile(r"(?<![^\s\"'=(])--?(?P<name>[A-Za-z][\w.-]*)\s+")
_FLAGGED: Final = re.compile(rf"{QUOTED}|[^\s\"']+", re.DOTALL)
"""`--name value` inside a text."""

_SQL: Final = re.compile(
    r"(?P<name>\b(?:identified\s+(?:with\s+\S+\s+)?by(?:\s+(?:password|values))?"
    rf"|password(?:\s+for\s+(?:{QUOTED}|[^\s\"'=\\]|\\(?![\"']))+)?|password\s+from(?:\s+{QUOTED}\s+to)?|passphrase|pragma\s+(?:re)?key))(?P<sep>(?=[\s=(])\s*(?:=\s*)?(?:\(\s*)?N?)"
    r"(?P<value>'(?:''|[^'])*(?:'|\Z)|\"[^\"]*(?:\"|\Z))",
    re.IGNORECASE,
)
"""`IDENTIFIED BY 'x'`, `PASSWORD 'x'`."""

_SQL_NAMED: Final = re.compile(r"\b(?P<name>[A-Z]+(?:_[A-Z]+)*)(?P<sep>\s+)(?P<value>'(?:''|[^'])*(?:'|\Z))")
"""`ENCRYPTION_KEY 'x'`."""

_SQL_BARE: Final = re.compile(
    r"(?P<name>\b(?:identified\s+(?:with\s+\S+\s+)?by(?!\s+(?:password|values)\b)|user\s+\S+\s+using))(?P<sep>\s+)(?P<value>[^\s\"';]+?)(?=[,;()]*(?:\s|[\"']|\Z))",
    re.IGNORECASE,
)
"""`IDENTIFIED BY x`, as Oracle has it, and `CONNECT TO d USER u USING x`, as Db2 does."""

_INSERT: Final = re.compile(
    r"(?P<before>\binsert\b[^()]*\((?P<columns>[^()]*)\)\s*values\b)(?P<values>[^;]*)", re.IGNORECASE
)

_SET: Final = re.compile(
    r"(?:\b|\\)(?:set[gx]?|add(?=\s+:))\s+(?P<colon>:)?(?P<name>[\w.:-]+)(?:\s+to|\s+string)?\s+", re.IGNORECASE
)
"""`set NAME value`, and `Add :NAME string value` as PlistBuddy has it."""

_ASKED: Final = re.compile(r"(?:^|\s)\S+/(?P<name>[\w.-]+)\s+(?:password|string)\s+")
"""`package/question password value`, as debconf has it."""

_USER: Final = re.compile(r"\b(?:user|username|login)\s+\S+\s+pass(?P<name>(?:word)?)\s+")
"""`user me password x`."""

_PROSE: Final = re.compile(
    r"(?<!\.)(?<!column )\b(?P<name>password|passphrase|passcode|secret|token|api[ -]?key|pin)\s+(?:is|was)\s*:?\s+",
    re.IGNORECASE,
)

_SED: Final = re.compile(
    r"(?<![\w/.-])s(?P<mark>[/|#,@!~])(?P<pattern>(?:\\.|(?!(?P=mark))[^\\\n])*)(?P=mark)(?P<value>(?:\\.|(?!(?P=mark))[^\\\n])+)(?=(?P=mark))"
)
_SED_STARTS: Final = re.compile(r"s[/|#,@!~]")
_HOLDS_PLACE: Final = re.compile(r"[=:]|__|\{\{|\$\{|[%@<]|\A[A-Z]+(?:_[A-Z]+)+\Z")
"""In a pattern of sed beside a secret's name: the value follows, or the name stands for it."""
_CONSTANT: Final = re.compile(r"[A-Z]+(?:_[A-Z]+)*")
_NAME_BEFORE: Final = re.compile(r"(?:[\s\"'^]*(?P<name>[\w.-]+)[\s\"']*[=:](?!=*\Z)|.*\\[1-9])\s*")
"""What of a replacement is kept: `name=` or a part of what was found."""

_VARIABLE: Final = re.compile(r"\$(?:(?:env:)?[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::\+\w*)?\})")
_WORD: Final = re.compile(r"[^\W\d_][\w-]*[^\W_]")


class Statements:
    """Scrubs by words that make a secret of the next."""

    def __init__(self, names: SecretNames) -> None:
        self._names = names

    def calls(self, text: str) -> str:
        """The text without the secrets that functions are called with; quotes stay where they are."""
        if "(" not in text:
            return text
        text = _CALL_WITH_ONE.sub(masked, without_values(text, _CALL, _GIVEN, _takes_secrets, self._call))
        return _SIGNS.sub(masked, text) if "jwt." in text else text

    def scrub(self, text: str) -> str:
        """The text without what such words are followed by."""
        lower = text.lower()
        text = _SQL_NAMED.sub(self._option, _SQL.sub(masked, text))
        if "by " in lower or "using " in lower:
            text = _SQL_BARE.sub(masked, text)
        if "insert" in lower:
            text = _INSERT.sub(self._insert, text)
        if "login" in lower:
            text = _NETRC.sub(masked, text)
        if "env:" in lower:
            text = without_values(text, _ENVIRONMENT, _ITEM, self._tells, self._named)
        if "securestring" in lower:
            text = _POWERSHELL.sub(masked, text)
        if "set" in lower or "add " in lower:
            text = without_values(text, _SET, _FLAGGED, self._tells, self._set)
        if " pass" in lower:
            text = without_values(text, _USER, _FLAGGED, bool, self._said)
            text = without_values(text, _ASKED, _FLAGGED, self._tells, self._named)
        if " is " in lower or " was " in lower:
            text = without_values(text, _PROSE, _FLAGGED, bool, self._said)
        return without_values(text, _FLAG, _FLAGGED, self._tells, self._flag) if "-" in text else text

    def replaced(self, text: str) -> str:
        """The text without what sed puts in the place of something."""
        return _SED.sub(self._sed, text) if _SED_STARTS.search(text) is not None else text

    def _call(self, head: re.Match[str], given: str) -> str | None:
        match = _GIVEN.fullmatch(given)
        if match is None:
            return None
        function, first, rest = head["function"], match["first"], match["rest"]
        if _LOGS_IN.fullmatch(function) or (_TABLE.fullmatch(function) and len(_TEXT.findall(rest)) >= _OF_TABLE):
            rest = _TEXT.sub(_masked_text, rest)
        elif _SETS.search(function) is not None and self._names.is_secret(first.strip("\\\"'")):
            rest = _TEXT.sub(_masked_text, rest, count=1)
        elif _SETS.search(function) is not None and any(map(self._names.is_secret, _CONSTANTS.findall(rest))):
            rest = _TEXT.sub(_masked_text, rest)
        return f"{first}{rest}" if rest != match["rest"] else None

    def _option(self, match: re.Match[str]) -> str:
        return masked(match) if self._names.hides(match["name"], match["value"]) else match[0]

    def _insert(self, match: re.Match[str]) -> str:
        if not any(map(self._names.is_secret, match["columns"].split(","))):
            return match[0]
        return f"{match['before']}{_TEXT.sub(_masked_text, match['values'])}"

    def _sed(self, match: re.Match[str]) -> str:
        pattern = match["pattern"]
        if not _HOLDS_PLACE.search(pattern) or not any(map(self._names.is_secret, _WORD.findall(pattern))):
            return match[0]
        value = match["value"]
        if _CONSTANT.fullmatch(value) and self._names.is_secret(value):
            return match[0]  # one name for another
        name = _NAME_BEFORE.match(value)
        keeps = name is not None and (name["name"] is None or self._names.is_secret(name["name"]))
        kept = name.end() if name is not None and keeps else 0
        if not value[kept:].strip() or not self._names.hides("password", value[kept:]):
            return match[0]
        return f"{match[0][: -len(value)]}{value[:kept]}{mask_like(value[kept:])}"

    def _tells(self, head: re.Match[str]) -> bool:
        return self._names.is_secret(head["name"])

    def _named(self, head: re.Match[str], value: str) -> str | None:
        hidden = self._names.hides(head["name"], bare(value)) and _VARIABLE.fullmatch(value) is None
        return mask_like(value) if hidden else None

    def _set(self, head: re.Match[str], value: str) -> str | None:
        sure = head["colon"] or head["name"].isupper() or value[0] in "\"'" or any(map(str.isdigit, value))
        return self._named(head, value) if sure else None

    def _said(self, _head: re.Match[str], value: str) -> str | None:
        sure = value[0] in "\"'" or self._names.is_token(value.rstrip(".,;!?"))
        return mask_like(value) if sure and _VARIABLE.fullmatch(value) is None else None

    def _flag(self, head: re.Match[str], value: str) -> str | None:
        stands_for_one = value.isupper() and value.isalpha() and self._names.is_secret(value)  # as in `--token TOKEN`
        return None if stands_for_one or self._names.is_switch(head["name"]) else self._named(head, value)


def _takes_secrets(head: re.Match[str]) -> bool:
    """Whether a function of this name may be given a secret."""
    function = head["function"]
    return any(
        known is not None
        for known in (_LOGS_IN.fullmatch(function), _TABLE.fullmatch(function), _SETS.search(function))
    )


def _masked_text(match: re.Match[str]) -> str:
    return mask_like(match[0])
