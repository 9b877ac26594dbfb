"""What a call of Qt's raises, as it would be without us.

PySide writes the error of a wrong call with the signatures of what stands in the method's place now, and a function of
Python's has none.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

from desktop_rum.interruption import leave_out

_NO_SIGNATURE: Final = " is wrong (missing signature)"


def as_qt_raises(error: BaseException, args: tuple[Any, ...]) -> None:
    """Give an error that will be raised again the words that Qt has without us, and take our frame off its traceback.

    Arguments: what the method raised, whose original must be the `__wrapped__` of what the app called; what it was
    given, itself excluded.
    """
    if type(error) is TypeError and str(error).endswith(_NO_SIGNATURE):
        _put_in_qts_words(error, args)
    leave_out(error)


def _put_in_qts_words(error: TypeError, args: tuple[Any, ...]) -> None:
    name = str(error).partition("(")[0]
    original = f"{name}.__wrapped__"
    try:
        handler = importlib.import_module("shibokensupport.signature.errorhandler")
        kind, message = handler.seterror_argument(args, original, None)
        if kind is TypeError:
            error.args = (message.replace(original, name),)
    except Exception:  # noqa: BLE001 - internals of PySide's, which may change
        return
