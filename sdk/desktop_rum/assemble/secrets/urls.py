"""Secrets in urls: credentials before the host, signatures in the query, urls that are secrets themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_rum.assemble.secrets.names import SecretNames

MASK: Final = "***"
"""Stands where a secret was."""

_USERINFO: Final = re.compile(
    r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+._-]{0,30}://|(?<![\w:/.])//)"
    r"(?P<user>[^\s/:?#\"'<>\[\]]*):"
    r"(?!\d{1,5}(?:[/?#;\s\"'<>,]|$)(?![^\s]{0,500}:[^\s]{0,500}@))"
    r"(?P<password>(?:[^\s\"'<>]|[\"'](?=\w))*)@"
)
"""`user:password@`; the password may hold a slash or an at sign, but a port before the path is none."""

_WHOLE_USERINFO: Final = re.compile(
    r"(?P<head>(?:[\w.-]+=)?[A-Za-z][A-Za-z0-9+._-]{0,30}://[^\s/:?#\"'<>\[\]]*:)(?!\d{1,5}(?:[/?#]|$))(?!\s)(?=[^/]*[\s<>\"'])(?P<password>[^/]*)@"
    r"(?P<host>[\w.-]+(?::\d{1,5})?(?:[/?#]\S*)?)",
    re.DOTALL,
)
"""A url that is all of a text may have anything in its password, blanks too."""

_SCHEMELESS: Final = re.compile(
    r"(?:(?<=server:)|(?<![\w./\\:@-])(?:[\w.-]+[/\\])?)(?!(?:mailto|sips?|xmpp|acct):)(?P<user>[\w.-]+):(?P<password>(?:[^\s@/:\"']+(?::[^\s@/:\"']+)?|(?=[^\s@:\"']*[+=])[^\s@:\"']+)(?:@[^\s\"',@/]{0,200}){0,8})@(?!sha\d)(?=[A-Za-z(\[]|/\w)"
)
"""`user:password@host` alone, as drivers and proxies take it; `image:tag@sha256:…` is none."""

_LONE_USER: Final = re.compile(r"(?P<scheme>\b(?:https?|wss?|nats)://)(?P<user>[^\s/@:?#;\"'<>$*]+)@")
"""Perhaps a token that takes the user's place."""

_JDBC_ORACLE: Final = re.compile(r"(?P<name>jdbc:oracle:\w+:[^\s/@:]+)(?P<sep>/)(?P<value>\S{1,200})(?=@)")

_QUERY: Final = re.compile(
    r"(?P<name>[?&;](?:j?sessionid|phpsessid|sig|signature|hmac|key|jwt|sid|session|session_?id|x-(?:amz|goog)-[a-z-]*"
    r"|aws_?access_?key_?id|policy|key-pair-id|u=[^&\s]+&p|appid(?==[0-9a-f]{32}\b)|code_verifier|client_assertion|assertion|saml(?:request|response))=)"
    r"(?P<value>[^\s&#\"'<>]+)",
    re.IGNORECASE,
)
"""What signs a url or stands for a session, under names that mean nothing elsewhere."""

_ENCODED: Final = re.compile(
    r"(?P<name>(?:%(?:3F|26)|(?<![\w.%-]))(?P<what>[\w.-]+))(?P<sep>%3D)(?P<value>(?:[^%\s&#\"'<>]|%(?!26|23)[0-9A-F]{2})+)"
    r"|(?P<user>%3A%2F%2F(?:(?!%3A|%2F)[\w.%-])*%3A)(?P<password>(?:(?!%40|%2F)[\w.%~+=-])+)(?=%40)",
    re.IGNORECASE,
)
"""The same in the query of another url, percent-encoded."""

_HOOK: Final = re.compile(
    r"(?P<start>hooks\.slack\.com/\w+|/api/webhooks/\d+|api\.telegram\.org/bot\d+|\.office\.com/webhook\w*/[\w@-]+/IncomingWebhook|anaconda\.(?:org|com)/t|/t(?=/tk-)|/open-apis/bot/v\d/hook)(?P<sep>[/:])[\w/-]+?(?=/sendMessage|[^\w/-]|$)"
)
"""Urls that are secrets themselves."""

_SIGNS_NOTHING: Final = re.compile(r"[?&;]x-(?:amz|goog)-(?:date|expires|algorithm|signedheaders)=", re.IGNORECASE)

_STREAM: Final = re.compile(r"(?P<start>\brtmp[est]*://[^\s/\"']+/(?:[^\s/\"'?]+/)+)[^\s/\"'?]+", re.IGNORECASE)
"""Who knows the last part, the stream's key, may broadcast."""


_WIFI: Final = re.compile(r"(?P<start>\bWIFI:(?:[^\s]{0,200};)?P:)(?:\\.|[^;\\])+")
"""What a QR code tells of a network."""


class Urls:
    """Scrubs the urls of a text."""

    def __init__(self, names: SecretNames) -> None:
        self._names = names

    def scrub(self, text: str) -> str:
        """The text without the secrets of its urls."""
        if "WIFI:" in text:
            text = _WIFI.sub(rf"\g<start>{MASK}", text)
        if "://" in text:
            text = _HOOK.sub(rf"\g<start>\g<sep>{MASK}", text)
            text = _STREAM.sub(rf"\g<start>{MASK}", text)
        if "//" in text and "@" in text:
            whole = _WHOLE_USERINFO.fullmatch(text)
            if whole is not None:
                return f"{whole['head']}{MASK}@{whole['host']}"
            text = _LONE_USER.sub(self._lone_user, _USERINFO.sub(_userinfo, text))
        elif "@" in text and ":" in text:
            text = _SCHEMELESS.sub(self._schemeless, text)
        if "%3" in text:
            text = _ENCODED.sub(self._encoded, text)
        if "jdbc:oracle:" in text:
            text = _JDBC_ORACLE.sub(rf"\g<name>/{MASK}", text)
        return _QUERY.sub(_query, text) if "?" in text or "&" in text or "://" in text else text

    def _encoded(self, match: re.Match[str]) -> str:
        if match["user"] is not None:
            return f"{match['user']}{MASK}"
        hidden = self._names.hides(match["what"], match["value"])
        return f"{match['name']}{match['sep']}{MASK}" if hidden else match[0]

    def _schemeless(self, match: re.Match[str]) -> str:
        if any(map(self._names.is_secret, _NAMED.findall(match["password"]))):
            return match[0]  # `x:password=y@z` is read as a pair
        return f"{match[0][: match.start('password') - match.start()]}{MASK}@"

    def _lone_user(self, match: re.Match[str]) -> str:
        return f"{match['scheme']}{MASK}@" if self._names.is_token(match["user"]) else match[0]


_NAMED: Final = re.compile(r"[\w.-]+(?==)")


def _query(match: re.Match[str]) -> str:
    return match[0] if _SIGNS_NOTHING.match(match["name"]) else f"{match['name']}{MASK}"


def _userinfo(match: re.Match[str]) -> str:
    """GitHub takes a token as the user, with a word of its own as the password."""
    user = MASK if match["password"] in ("", "x", "x-oauth-basic") and match["user"] else match["user"]
    return f"{match['scheme']}{user}:{MASK}@"
