"""Programs that take a secret at a certain place, without an option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def _htpasswd(place: int, before: list[str], arguments: list[str], _argument: str) -> bool:
    """With `-b` the password is an argument, after the user; with `-n` no file is named."""
    batch = any(re.fullmatch(r"-\w*b\w*", other) for other in before)
    to_screen = any(re.fullmatch(r"-\w*n\w*", other) for other in arguments)
    return batch and place > (1 if to_screen else 2)


def _net(place: int, before: list[str], _arguments: list[str], argument: str) -> bool:
    """`net use drive folder password`, `net user name password`."""
    return place > 2 and argument[:1] not in "/\\" and not {"user", "use"}.isdisjoint(before)  # noqa: PLR2004


def _minio(place: int, before: list[str], _arguments: list[str], _argument: str) -> bool:
    """`mc alias set name address key secret`."""
    return place > 4 and "set" in before  # noqa: PLR2004


def _second(place: int, before: list[str], _arguments: list[str], _argument: str) -> bool:
    """After the share, or the network; what follows an option may be its value."""
    return place == 2 and not before[-1].startswith("-")  # noqa: PLR2004


def _any(_place: int, _before: list[str], _arguments: list[str], _argument: str) -> bool:
    return True


_PLACES: Final[dict[str, Callable[[int, list[str], list[str], str], bool]]] = {
    "htpasswd": _htpasswd,
    "net": _net,
    "net1": _net,
    "mc": _minio,
    "smbclient": _second,
    "wpa_passphrase": _second,
    "convertto-securestring": _any,
}

PROGRAMS: Final = frozenset(_PLACES)


def is_secret_place(program: str, place: int, index: int, arguments: list[str]) -> bool:
    """Whether the argument at `index`, which is at `place` among those that are no options, is secret."""
    rule = _PLACES.get(program)
    return rule is not None and rule(place, arguments[:index], arguments, arguments[index])
