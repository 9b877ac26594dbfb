"""The lines of a batch as they go out: torn lines left out, of each view its newest version only."""

from __future__ import annotations

import msgspec

_VIEW_START = b'{"type":"view"'


class _ViewKey(msgspec.Struct):
    id: str


class _DocumentVersion(msgspec.Struct):
    document_version: int = 0


class _ViewLine(msgspec.Struct):
    view: _ViewKey
    _dd: _DocumentVersion


_decode_view = msgspec.json.Decoder(_ViewLine).decode
_decode_any = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def outgoing_lines(content: bytes) -> tuple[list[bytes], int]:
    """The lines to send, in their order, and how many torn ones were left out."""
    lines = content.split(b"\n")
    newest: dict[str, tuple[int, int]] = {}
    kept: list[bytes | None] = []
    torn = 0
    is_utf8 = _is_utf8(content)
    for line in lines:
        if not line:
            continue
        try:
            if line.startswith(_VIEW_START):
                found = _decode_view(line)
                version, before = found._dd.document_version, newest.get(found.view.id)  # noqa: SLF001 - the format's name
                if before is not None:
                    if before[0] > version:
                        continue
                    kept[before[1]] = None
                newest[found.view.id] = (version, len(kept))
            else:
                _decode_any(line)
            if not is_utf8:
                line.decode()
        except (ValueError, RecursionError):  # no JSON, none of ours, or no UTF-8
            torn += 1
            continue
        kept.append(line)
    return [line for line in kept if line is not None], torn


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
