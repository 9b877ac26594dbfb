"""The error of a wrong call as Qt raises it without us.

PySide writes it with the signatures of what stands in the method's place now, and a function of Python's has none.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

_NO_SIGNATURE: Final = " is wrong (missing signature)"


def is_without_signature(error: BaseException) -> bool:
    """Whether it is PySide's word on a wrong call, and says nothing of how the call ought to be."""
    return type(error) is TypeError and str(error).endswith(_NO_SIGNATURE)


def in_qts_words(error: BaseException, args: tuple[Any, ...]) -> BaseException:
    """The error with the signatures of the original, which must be the `__wrapped__` of what the app called.

    Arguments: an error that `is_without_signature`; what the method was given, itself excluded.
    """
    name = str(error).partition("(")[0]
    original = f"{name}.__wrapped__"
    try:
        handler = importlib.import_module("shibokensupport.signature.errorhandler")
        kind, message = handler.seterror_argument(args, original, None)
        told: BaseException = kind(message.replace(original, name))
    except Exception:  # noqa: BLE001 - internals of PySide's, which may change
        return error
    return told
