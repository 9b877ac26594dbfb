"""What an argument can look like: a flag, an assignment, the name of a header."""

from __future__ import annotations

import re
from typing import Final

FLAG: Final = re.compile(
    r"(?P<dashes>--?|[/+]|[\u2013\u2014])(?P<name>(?<=--)[^\W\d][\w.\[\]/-]*|[^\W\d][\w.\[\]-]*)(?:(?P<sep>[=:])(?P<value>.*))?",
    re.DOTALL,
)
"""Dashes of typography come with what was copied from a text."""

ASSIGNMENT: Final = re.compile(
    r"(?P<name>(?:\$(?:env:)?|env:)?[^\W\d][\w.\[\]@-]*)(?P<sep>\+?={1,2}|:=@?|:(?=\s))(?P<value>.*)",
    re.DOTALL | re.IGNORECASE,
)

NPM_KEY: Final = re.compile(r"//[^\s=]+:(?P<name>_?[A-Za-z]\w*)(?:=(?P<value>.*))?", re.DOTALL)
"""`//registry/:_authToken=…`."""

HEADER_NAME: Final = re.compile(r"[\"']?(?P<name>[A-Za-z][\w-]*):", re.DOTALL)

HEADER_LINE: Final = re.compile(r"\s*(?P<name>[A-Za-z][\w-]*):\s+(?P<value>[^\s\"'].*)?")

LOGIN: Final = re.compile(r"(?P<user>[^:,%]*)(?P<sep>[:,%])(?P<password>.*)", re.DOTALL)

CMDLET: Final = re.compile(r"[A-Z][a-z]+[A-Za-z]*-[A-Z][A-Za-z]+")
"""A command of PowerShell, which may give a variable its value."""

ACCOUNT: Final = re.compile(
    r"\A(?P<user>[^/@\s][^/\s]*)/(?P<password>\S+?|[^@]+(?=@))(?P<at>(?:@[\w./:-]*)?(?:\s.*)?)\Z", re.DOTALL
)
"""`user/password@database`, as Oracle has it."""

SCHEDULE: Final = re.compile(r"(?:(?:[\d*/,-]+[ \t]+){4}[\w*/,-]+|@\w+)[ \t]+")
"""When a line of a crontab runs: `0 4 * * 1-5`, `@daily`."""

EQUALS: Final = frozenset({"=", ":=", "==", "+=", ":", "=>"})
"""Between a name and a value, as arguments of their own."""

SCHEMES: Final = frozenset({"bearer", "basic", "digest", "negotiate", "token", "apikey"})
"""Words before the secret of an `Authorization` header."""


def base_name(program: str) -> str:
    """The program's name without folders, case and `.exe`."""
    name = program[max(program.rfind("/"), program.rfind("\\")) + 1 :].lower()
    return name[:-4] if name.endswith((".exe", ".cmd", ".bat")) else name
