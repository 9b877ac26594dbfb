"""The usual command, in which nothing can be secret: seen at a glance, before any rule is even built."""

from __future__ import annotations

import functools
import re
from typing import Final

from desktop_rum.assemble.secrets.program_options import OPTIONS, OTHER_SEPARATORS, SUBCOMMANDS
from desktop_rum.assemble.secrets.readers import ALWAYS_READERS, OPTIONAL_READERS, SUBCOMMAND_READERS
from desktop_rum.assemble.secrets.synopses import SYNOPSES

_PLAIN: Final = re.compile(r"[\w\s./+,%=|&;<>$@!*~#-]*")
"""Texts without quotes, brackets, colons and question marks: nothing in them is nested, a header, a url or JSON."""

_PARTS: Final = re.compile(
    r"pass|pwd|pswd|pw|(?<![a-z])pat(?![a-z])|conceal|secr|tok|key|cred|auth(?!ors?\b)|jwt|otp|psk|bearer|cookie|eyj|gh[pousr]_|glpat|xox|xapp|[rs]k_|sonar|session|\.logon|art[_-]?api|,p=|mnemonic|assertion"
    r"|kennwort|contrase|wachtwoord|senha|парол|密[码碼]|パスワード|비밀번호"
    r"|identified|pin (?:is|was)|[&;][\w-]+=|^[ \t]*(?:quote[ \t]+)?user\s|[\w-]{20}",
    re.ASCII | re.MULTILINE,
)
"""What has to be there, in lower case, for any rule to find a name or a token in a plain text …"""

_PROGRAMS: Final = frozenset(
    {
        *OPTIONS,
        *SYNOPSES,
        *SUBCOMMANDS,
        *OTHER_SEPARATORS,
        *OPTIONAL_READERS,
        *ALWAYS_READERS,
        *(program for program, _ in SUBCOMMAND_READERS),
    }
)
"""… or an option of one of these."""

_BETWEEN_PROGRAMS: Final = str.maketrans(dict.fromkeys("/|&;<>=", " "))

_REMEMBERED_CHARACTERS: Final = 200


def is_plain(arguments: list[str]) -> bool:
    """Whether no rule could find anything in these arguments."""
    text = "\n".join(arguments)
    return _is_plain_known(text) if len(text) <= _REMEMBERED_CHARACTERS else _is_plain(text)


def _is_plain(text: str) -> bool:
    if _PLAIN.fullmatch(text) is None:
        return False
    text = text.lower()
    if _PARTS.search(text) is not None or ("-p" in text and ("-u" in text or "--l" in text)):
        return False  # the second is a password beside the option that names the user
    words = {word.partition(".")[0] for word in text.translate(_BETWEEN_PROGRAMS).split()}
    return _PROGRAMS.isdisjoint(words)


_is_plain_known = functools.lru_cache(maxsize=256)(_is_plain)
"""Apps run the same few commands again and again; long ones are not worth their memory."""
