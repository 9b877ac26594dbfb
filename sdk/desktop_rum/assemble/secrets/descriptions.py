"""Values under the name of a secret that are none: its kind, its owner, where it lies, how much there is of it."""

from __future__ import annotations

import re
from typing import Final

from desktop_rum.assemble.secrets.forms import SCHEMES
from desktop_rum.assemble.secrets.secret_words import SWITCHES, humps_of, is_secret_word, words_of

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
        "fd",
        "prompts",
        "tries",
        "retries",
        "attempts",
        "rate",
        "ratio",
        "threshold",
        "dropout",
        "weight",
        "interval",
        "rounds",
        "iterations",
        "cost",
        "bits",
    }
)
"""A name that ends so has a number, whatever it is of; an `id` of letters is a secret as any."""

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
        "algo",
        "class",
        "column",
        "encoding",
        "expired",
        "changed",
        "created",
        "updated",
        "at",
        "env",
        "expiration",
        "expires",
        "field",
        "flow",
        "group",
        "hint",
        "issuer",
        "kind",
        "label",
        "level",
        "lifetime",
        "manager",
        "mechanism",
        "module",
        "only",
        "plugin",
        "prefix",
        "realm",
        "role",
        "scope",
        "source",
        "scopes",
        "scanning",
        "separator",
        "delimiter",
        "pattern",
        "rule",
        "rules",
        "middleware",
        "middlewares",
        "callback",
        "strategy",
        "strength",
        "suffix",
        "table",
        "template",
        "var",
        "variable",
        "version",
    }
)
"""A name that ends so tells of what kind a secret is, or who has it."""

_HOLDERS: Final = frozenset(
    {
        "backend",
        "cache",
        "client",
        "config",
        "database",
        "db",
        "domain",
        "host",
        "hostname",
        "lib",
        "library",
        "port",
        "retries",
        "retry",
        "server",
        "service",
        "user",
        "username",
    }
)
"""A name that is of `auth` and ends so is not of a secret; that of `password` may be of the one that these have."""

_AUTH: Final = frozenset({"auth", "authn", "authz", "authentication", "authorization", "oauth", "oauth2"})
_IDENTIFIERS: Final = frozenset({("client", "id"), ("clientid",), ("app", "id"), ("user", "id")})
"""A name that ends so is of something public."""

_FILES: Final = frozenset({"file", "filename", "path", "dir", "directory"})
_PLACES: Final = _FILES | frozenset({"sock", "socket", "helper", "credentials", "secrets", "creds"})
"""A name that ends so says where a secret is to be found, when the value agrees."""

_PRIVATE: Final = ("private", "key")
"""Where one lies is said under its name as well."""

_NUMBER: Final = re.compile(r"[0-9]{1,12}[kKmM]?|[0-9]{0,4}\.[0-9]{1,6}")
USER_NAME: Final = re.compile(r"[^\W\d_]+(?:(?:[._+-]|%40)[^\W\d_]+)*\d{0,4}|\d{1,6}")
"""Letters, in words, and perhaps the number of a namesake."""

_PLACE: Final = re.compile(
    r"~?\.{0,2}[\\/].*|[A-Za-z]:[\\/].*|[\w-]+\.[A-Za-z]{1,10}|\.[A-Za-z][\w.-]*|(?:store|cache|osxkeychain|manager)(?:\s.*)?",
    re.DOTALL,
)

_KEY_FILE: Final = re.compile(
    r"~?\.{0,2}/[\w./-]*|[A-Za-z]:[\\/].*|[\w.-]+\.(?:pem|key|ppk|p8|p12|pfx|der|pub|crt|asc)"
)

_KINDS: Final = frozenset(
    {"ldap", "ldaps", "saml", "oidc", "oauth", "oauth2", "kerberos", "gssapi", "ntlm", "pam", "plain", "login",
     "password", "publickey", "keyboard-interactive", "sasl", "scram-sha-256", "md5", "trust", "peer", "cert",
     "iam", "sso", "mfa", "anonymous", "interactive", "browser", "device", "managed", "any", "required",
     "external", "local", "ok", "failed"}
)  # fmt: skip
"""What an `auth` may be set to."""

_SOURCE: Final = re.compile(r"(?:file|env|fd):|stdin\Z")
_PASSWORD_AFTER: Final = re.compile(r":(?!//|\d{1,5}(?:/|\Z))")
"""A colon in `user:password`; none of a url or before a port."""

_STANDS_FOR: Final = re.compile(r"<[a-z][a-z _-]*>|\$\{?[A-Z][A-Z0-9_]*\}?|%[A-Z][A-Z0-9_]*%")
"""In a usage or in a script, for what somebody else will put there: `<password>`, `$TOKEN`."""

_TAKEN_OUT: Final = re.compile(
    r"(?:<?REDACTED>?|X{4,}|\*{3,}|…|\.{3})(?:/[gI]?)?"
    r"|\(?(?:\\[SsWwDd]|\.|\[\^?[^\]]+\])[+*]\??\)?"
)
"""What is written in the place of a secret, by sed for one; or what it is looked for with."""

_IMAGE: Final = re.compile(
    r"(?:[\w.:-]+/)+(?P<name>[\w-]+)(?:[:@][\w.:-]+)?|(?P<alone>[\w-]+):(?:v\d[\w.-]*|\d+\.[\w.-]+|latest)"
)

_SWITCHED: Final = frozenset(
    {
        "enabled",
        "disabled",
        "required",
        "optional",
        "create",
        "use",
        "with",
        "build",
        "has",
        "support",
        "random",
        "protected",
    }
)
_ON_OR_OFF: Final = frozenset({"yes", "no", "on", "off", "true", "false", "enabled", "disabled", "auto", "none"})
_ALGORITHM: Final = re.compile(r"argon2\w*|bcrypt|scrypt|yescrypt|md5|(?:scram-)?sha-?\d+|pbkdf2[\w-]*|on|off")
_HEADER_NAME: Final = re.compile(r"Authorization|[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)+")
_MARKS: Final = re.compile(r"(?:(?:</?\|?\w{1,20}\|?>|\[[A-Z]{2,8}\])[ ,]?)+")
"""What a language model takes for one token: `</s>`, `[MASK]`."""

_FOLDER: Final = re.compile(r"[~/\\.]|[A-Za-z]:[\\/]|$")


def only_tells_of_one(name: str, value: str) -> bool:
    """Whether the value is no secret but says of what kind it is, where it lies or how much there is of it."""
    if name in ("PWD", "OLDPWD") and _FOLDER.match(value):
        return True  # the shell's working folder
    if _stands_for_one(name, value):
        return True
    words, humps = words_of(name), humps_of(name)
    if any(_describes(some, value) for some in (words, humps) if some):
        return True
    lower, of_auth = value.lower(), name.lower().endswith(("auth", "authentication", "authorization", "authn", "authz"))
    switches = of_auth or not SWITCHES.isdisjoint(words) or not _SWITCHED.isdisjoint(words)
    if (of_auth and (lower.strip() in SCHEMES or lower in _KINDS)) or (switches and lower in _ON_OR_OFF):
        return True  # `ALLOW_EMPTY_PASSWORD=yes`, `-DUSE_AUTH=ON`, options of ssh
    if _SOURCE.match(value) and name.lower().endswith(("pass", "passin", "passout")):
        return True  # as OpenSSL has it
    return bool(_NUMBER.fullmatch(value)) and any(_is_quantity(some, value) for some in (words, humps) if some)


def _stands_for_one(name: str, value: str) -> bool:
    """Whether the value names what will be put there, or is an image of the thing: `auth=registry/auth:1.2`."""
    if name.lower().endswith(("token", "tokens")) and _MARKS.fullmatch(value) is not None:
        return True
    if _TAKEN_OUT.fullmatch(value) is not None:
        return True
    if _STANDS_FOR.fullmatch(value) is not None:
        return any(map(is_secret_word, words_of(value)))
    image = _IMAGE.fullmatch(value)
    return image is not None and name in (image["name"], image["alone"])


def _describes(words: list[str], value: str) -> bool:
    """Whether a name of these words says something of a secret, and this of it: its kind, its owner, its place."""
    last = words[-1]
    if last in _DESCRIBED or "existing" in words or tuple(words[-2:]) in _IDENTIFIERS or (last,) in _IDENTIFIERS:
        return True
    if last in _HOLDERS and _PASSWORD_AFTER.search(value) is None and set(filter(is_secret_word, words)) <= _AUTH:
        return True
    if last in ("hash", "hashing", "encryption") and _ALGORITHM.fullmatch(value.lower()):
        return True
    if last == "header" and _HEADER_NAME.fullmatch(value):
        return True
    if tuple(words[-2:]) == _PRIVATE and _KEY_FILE.fullmatch(value):
        return True
    is_file = last in _FILES or last.endswith(("file", "path"))
    is_place = is_file or last in _PLACES
    return is_place and bool(_PLACE.fullmatch(value) or (is_file and USER_NAME.fullmatch(value)))


def _is_quantity(words: list[str], value: str) -> bool:
    """Whether a number is no secret under a name of these words: `--max-tokens 100`, `ffmpeg -pass 1`."""
    if words in (["pass"], ["auth"]):
        return len(value) == 1
    if words[-1] == "tokens" or words[-1] in _MEASURES:
        return True
    secret = [word for word in words if is_secret_word(word)]
    return set(secret) <= {"token", "tokens", "pass"} and any(word in _QUANTITIES for word in words)
