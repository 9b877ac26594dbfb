"""The words that names of secrets are made of: `--api-key`, `apiKey`, `PGPASSWORD`, `X-Auth-Token`.

A name is taken apart into words. `--author` and `--tokenizer` are words of their own, and name nothing secret.
"""

from __future__ import annotations

import re
from typing import Final

ANYWHERE: Final = (
    "password", "passwd", "passphrase", "passcode", "secret", "credential",
    "apikey", "privatekey", "accesskey", "authtoken", "accesstoken", "bearertoken", "authkey",
    "passwort", "kennwort", "contraseña", "contrasena", "wachtwoord",
    "пароль", "密码", "密碼", "パスワード", "비밀번호",
)  # fmt: skip
"""Secret wherever they are in a word: `MYPASSWORD`, `clientsecret2`."""

WHOLE: Final = frozenset(
    {
        "pwd", "pswd", "pass", "pw", "passin", "passout", "token", "tokens", "jwt", "cred", "creds", "otp",
        "totp", "psk", "bearer", "auth", "authn", "authz", "oauth", "authorization", "authentication", "authcode",
        "authcookie", "authpass", "authpw", "authstring", "authheader", "passcommand", "pat", "concealed", "mnemonic",
        "senha",
    }
)  # fmt: skip
"""Secret as a word of their own."""

_ENDINGS: Final = re.compile(
    r".+(?:token|pwd)"
    r"|(?!(?:no|un|re|pre|de)auth$).+auth"
    r"|(?:user|db|database|my|root|admin|mysql|pg|postgres|redis|ssh|smtp|imap|mail|ftp|http|https|proxy|login|key"
    r"|store|srcstore|deststore|srckey|destkey|basic|web|vpn|wifi|sudo|become|vault|trust|cert|pem|api|bind|ldap|sasl"
    r"|require|smb|remote|local)(?:pass|pw|pwds|passes)"
    r"|.*(?:api|priv|private|secret|access|auth|encryption|decryption|encrypt|signing|shared|master|account|storage|license|activation)keys?"
)
"""Words that are secret by how they end."""

KEYS: Final = frozenset(
    {
        "api", "priv", "private", "secret", "access", "auth", "encryption", "encrypt", "decryption", "decrypt",
        "signing", "shared", "master", "account", "storage", "license", "subscription", "symmetric", "app",
        "application", "activation", "kaggle", "openai", "stripe", "sendgrid", "mailgun", "clickhouse",
        "functions", "instrumentation", "hmac", "admin", "libsodium", "recovery", "aes", "cipher", "crypto",
        "webhook", "session", "consumer", "product", "ingest", "ingestion", "integration", "enrollment",
        "registration",
    }
)  # fmt: skip
"""What makes a secret of a `key` that follows."""

_INNOCENT: Final = frozenset(
    {"passwordless", "secretary", "secretaries", "secretariat", "secretion", "secretly", "secretive"}
)

PAIRS: Final = frozenset(
    {
        ("sonar", "login"),
        ("stream", "key"),
        ("bw", "session"),
        ("op", "session"),
        ("art", "api"),
        ("client", "assertion"),
        ("customer", "key"),
        ("c", "key"),
        ("de", "passe"),
    }
)
"""Words that are secret one after the other."""

SWITCHES: Final = frozenset(
    {
        "no",
        "not",
        "without",
        "skip",
        "disable",
        "disabled",
        "enable",
        "allow",
        "ask",
        "prompt",
        "require",
        "show",
        "hide",
        "never",
        "list",
        "count",
        "print",
        "generate",
        "get",
        "save",
        "remember",
        "exclude",
        "scan",
        "detect",
        "delete",
        "remove",
        "rotate",
        "reveal",
    }
)
"""A name that begins so turns something on or off: what follows is not its value."""

_SEPARATORS: Final = re.compile(r"[\W_]+")
_HUMPS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_secret_word(word: str) -> bool:
    """Whether a word in lower case is secret by itself."""
    if word in _INNOCENT:
        return False
    if any(part in word for part in ANYWHERE) or word in WHOLE:
        return True
    bare = word.rstrip("0123456789")
    return bare in WHOLE or _ENDINGS.fullmatch(bare) is not None


def words_of(name: str) -> list[str]:
    """What stands between the separators of a name, in lower case."""
    return [word for word in _SEPARATORS.split(name.lower()) if word]


def humps_of(name: str) -> list[str]:
    """The words of a name in camel case, in lower case."""
    return [word.lower() for word in _HUMPS.findall(name)]


def squeezed(name: str) -> str:
    """The name without case and separators."""
    return _SEPARATORS.sub("", name).lower()
