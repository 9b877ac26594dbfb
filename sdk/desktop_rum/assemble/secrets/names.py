"""Which names stand for something secret, however written: `--api-key`, `apiKey`, `PGPASSWORD`, `X-Auth-Token`.

A name is taken apart into words. `--author` and `--tokenizer` are words of their own, and name nothing secret.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable

_ANYWHERE: Final = (
    "password", "passwd", "passphrase", "passcode", "secret", "credential",
    "apikey", "privatekey", "accesskey", "authtoken", "accesstoken", "bearertoken", "authkey",
)  # fmt: skip
"""Secret wherever they are in a word: `MYPASSWORD`, `clientsecret2`."""

_WHOLE: Final = frozenset(
    {
        "pwd", "pswd", "pass", "pw", "passin", "passout", "token", "tokens", "jwt", "cred", "creds", "otp",
        "totp", "psk", "bearer", "auth", "authn", "authz", "oauth", "authorization", "authentication", "authcode",
        "authcookie", "authpass", "authpw", "authstring", "authheader", "passcommand", "pat", "concealed", "mnemonic",
    }
)  # fmt: skip
"""Secret as a word of their own."""

_ENDINGS: Final = re.compile(
    r".+(?:token|pwd)"
    r"|(?!(?:no|un|re|pre|de)auth$).+auth"
    r"|(?:user|db|database|my|root|admin|mysql|pg|postgres|redis|ssh|smtp|imap|mail|ftp|http|https|proxy|login|key"
    r"|store|srcstore|deststore|srckey|destkey|basic|web|vpn|wifi|sudo|become|vault|trust|cert|pem|api|bind|ldap|sasl"
    r"|require|smb|remote|local)(?:pass|pw|pwds|passes)"
    r"|.*(?:api|private|secret|access|auth|encryption|decryption|encrypt|signing|shared|master|account|storage|license|activation)keys?"
)
"""Words that are secret by how they end."""

_KEYS: Final = frozenset(
    {
        "api", "private", "secret", "access", "auth", "encryption", "decryption", "signing", "shared", "master",
        "account", "storage", "license", "subscription", "symmetric", "app", "application", "activation",
        "kaggle", "openai", "stripe", "sendgrid", "mailgun", "clickhouse", "functions", "instrumentation",
        "hmac", "admin", "libsodium",
    }
)  # fmt: skip
"""What makes a secret of a `key` that follows."""

_INNOCENT: Final = frozenset(
    {"passwordless", "secretary", "secretaries", "secretariat", "secretion", "secretly", "secretive"}
)

_SWITCHES: Final = frozenset(
    {
        "no",
        "not",
        "without",
        "skip",
        "disable",
        "enable",
        "allow",
        "ask",
        "prompt",
        "require",
        "show",
        "hide",
        "never",
        "list",
        "print",
        "generate",
        "get",
    }
)
"""A name that begins so turns something on or off: what follows is not its value."""

_QUANTITIES: Final = frozenset(
    {"max", "min", "num", "number", "n", "limit", "count", "length", "size", "per", "budget", "total", "window", "new"}
)

_MEASURES: Final = frozenset(
    {
        "length",
        "size",
        "count",
        "limit",
        "age",
        "days",
        "ttl",
        "timeout",
        "expiry",
        "id",
        "prompts",
        "tries",
        "retries",
        "attempts",
    }
)
"""A name that ends so has a number, whatever it is of; an `id` of letters is a secret as any."""

_PAIRS: Final = frozenset(
    {
        ("sonar", "login"),
        ("stream", "key"),
        ("bw", "session"),
        ("op", "session"),
        ("art", "api"),
        ("client", "assertion"),
    }
)
"""Words that are secret one after the other."""

_DESCRIBED: Final = frozenset(
    {
        "type",
        "method",
        "mode",
        "scheme",
        "provider",
        "policy",
        "format",
        "url",
        "uri",
        "endpoint",
        "name",
        "algorithm",
        "store",
        "process",
        "ref",
    }
)
"""A name that ends so tells of what kind a secret is, or who has it."""

_PLACES: Final = frozenset({"file", "filename", "path", "dir", "directory", "sock", "socket", "helper", "credentials"})
"""A name that ends so says where a secret is to be found, when the value agrees."""

_MIN_TOKEN: Final = 4
_MAX_NAME: Final = 20

_SEPARATORS: Final = re.compile(r"[\W_]+")
_HUMPS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SMALL_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_USER_NAME: Final = re.compile(r"[^\W\d_]+(?:(?:[._+-]|%40)[^\W\d_]+)*\d{0,4}|\d{1,6}")
"""Letters, in words, and perhaps the number of a namesake."""

_PLACE: Final = re.compile(
    r"~?\.{0,2}[\\/].*|[A-Za-z]:[\\/].*|[\w-]+\.[A-Za-z]{1,10}|(?:store|cache|osxkeychain|manager)(?:\s.*)?", re.DOTALL
)
_SOURCE: Final = re.compile(r"(?:file|env|fd):|stdin\Z")
_SWITCHED: Final = frozenset({"enabled", "disabled", "required", "optional", "create"})
_ON_OR_OFF: Final = frozenset({"yes", "no", "on", "off", "true", "false", "enabled", "disabled", "auto", "none"})
_FOLDER: Final = re.compile(r"[~/\\.]|[A-Za-z]:[\\/]|$")


class SecretNames:
    """Knows the names of the design, and those that the customer adds."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        """Arguments: further names; a name that contains one of them is secret, `-` and `_` aside."""
        self._extra = tuple(filter(None, map(_squeezed, extra)))
        self.has_extra = bool(self._extra)
        self.is_secret = functools.lru_cache(maxsize=1_024)(self._is_secret)

    def hides(self, name: str, value: str) -> bool:
        """Whether `value` is to be taken out where it is said of `name`."""
        if not self.is_secret(name):
            return False
        if self._extra and self._is_extra(name):
            return True
        return not _only_tells_of_one(name, value)

    def is_token(self, text: str) -> bool:
        """Whether a single word looks like no word that a person would choose: a token, and no user's name."""
        return (
            len(text) >= _MIN_TOKEN
            and " " not in text
            and (_USER_NAME.fullmatch(text) is None or self.is_secret(text) or len(text) >= _MAX_NAME)
        )

    def is_switch(self, name: str) -> bool:
        """Whether the name turns something on or off, or says where a secret is read from, and takes no value."""
        words = _words(name)
        return bool(words) and (words[0] in _SWITCHES or words[-1] in ("stdin", "prompt", "through"))

    def _is_extra(self, name: str) -> bool:
        squeezed = _squeezed(name)
        return any(extra in squeezed for extra in self._extra)

    def _is_secret(self, name: str) -> bool:
        if self._extra and self._is_extra(name):
            return True
        words = _words(name)
        if any(map(_is_secret_word, words)) or any(map(_is_secret_word, _humps(name))):
            return True
        return any(
            (following.rstrip("0123456789") in ("key", "keys") and word in _KEYS) or (word, following) in _PAIRS
            for some in (words, _humps(name))
            for word, following in itertools.pairwise(some)
        )


def _is_secret_word(word: str) -> bool:
    if word in _INNOCENT:
        return False
    if any(part in word for part in _ANYWHERE) or word in _WHOLE:
        return True
    bare = word.rstrip("0123456789")
    return bare in _WHOLE or _ENDINGS.fullmatch(bare) is not None


def _only_tells_of_one(name: str, value: str) -> bool:
    """Whether the value is no secret but says of what kind it is, where it lies or how much there is of it."""
    if name in ("PWD", "OLDPWD") and _FOLDER.match(value):
        return True  # the shell's working folder
    words, humps = _words(name), _humps(name)
    if any(some[-1:] and some[-1] in _DESCRIBED for some in (words, humps)):
        return True
    lower, of_auth = value.lower(), name.lower().endswith(("auth", "authentication", "authorization", "authn", "authz"))
    switches = of_auth or not _SWITCHES.isdisjoint(words) or not _SWITCHED.isdisjoint(words)
    if (of_auth and lower.strip() in SCHEMES) or (switches and lower in _ON_OR_OFF):
        return True  # `ALLOW_EMPTY_PASSWORD=yes`, `-DUSE_AUTH=ON`, options of ssh
    if _SOURCE.match(value) and name.lower().endswith(("pass", "passin", "passout")):
        return True  # as OpenSSL has it
    if _PLACE.fullmatch(value) and any(some[-1:] and some[-1] in _PLACES for some in (words, humps)):
        return True
    return bool(_SMALL_NUMBER.fullmatch(value)) and _is_quantity(name)


def _is_quantity(name: str) -> bool:
    """Whether a small number is no secret here: `--max-tokens 100`, `ffmpeg -pass 1`."""
    words = _words(name)
    if words in (["pass"], ["tokens"]) or any(some[-1:] and some[-1] in _MEASURES for some in (words, _humps(name))):
        return True
    secret = [word for word in words if _is_secret_word(word)]
    return set(secret) <= {"token", "tokens", "pass"} and any(word in _QUANTITIES for word in words)


def _words(name: str) -> list[str]:
    return [word for word in _SEPARATORS.split(name.lower()) if word]


def _humps(name: str) -> list[str]:
    return [word.lower() for word in _HUMPS.findall(name)]


def _squeezed(name: str) -> str:
    """The name without case and separators."""
    return _SEPARATORS.sub("", name).lower()
