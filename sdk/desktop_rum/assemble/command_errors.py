"""Takes secrets out of the commands that exceptions quote: `CalledProcessError` and `TimeoutExpired` repeat theirs."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from desktop_rum.collect.commands import Scrubber

_START: Final = "Command '"

_QUOTED: Final = re.compile(
    r"(?<=Command ')(?P<command>.*?)(?=' (?:returned non-zero exit status|died with|timed out after) )", re.DOTALL
)
"""As `subprocess` words it, in the message and again at the end of the stack."""


class CommandErrors:
    """Scrubs the texts of `error`, wherever in them a command is quoted."""

    def __init__(self, scrubber: Scrubber) -> None:
        self._scrubber = scrubber

    def scrubbed(self, error: dict[str, Any]) -> dict[str, Any]:
        """The error with scrubbed message, stack and causes; the same object where no command is quoted."""
        if not any(_START in text for text in _texts_of(error)):
            return error
        result = dict(error)
        for name in ("message", "stack"):
            if name in error:
                result[name] = self._text(error[name])
        if "causes" in error:
            result["causes"] = [self.scrubbed(cause) for cause in error["causes"]]
        return result

    def _text(self, text: str) -> str:
        return _QUOTED.sub(lambda match: self._command(match["command"]), text)

    def _command(self, command: str) -> str:
        """An argument list is quoted as Python writes it, a shell line as it is."""
        arguments = _list_of(command)
        if arguments is None:
            return self._scrubber.arguments([command], shell=True)[0]  # noqa: S604 - runs nothing
        scrubbed = self._scrubber.arguments(arguments, shell=False)
        return command if scrubbed == arguments else repr(scrubbed)


def _list_of(command: str) -> list[str] | None:
    """The arguments of a quoted list; None for a line, and for a list with objects in it that are no literals."""
    if not command.startswith("["):
        return None
    try:
        return [item if isinstance(item, str) else repr(item) for item in ast.literal_eval(command)]
    except (ValueError, SyntaxError):
        return None


def _texts_of(error: dict[str, Any]) -> list[str]:
    causes = error.get("causes", ())
    return [*(error.get(name, "") for name in ("message", "stack")), *(cause["message"] for cause in causes)]
