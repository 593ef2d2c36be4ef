"""Whether a ZIP archive came whole: by the directory at its end, read piece by piece however large the archive is.

`zipfile.is_zipfile` takes an archive within an archive, or one whose comment is cut, for a whole one, and `zipfile.ZipFile`
holds an object for each of the files. The layout: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

_END = struct.Struct("<4s4H2LH")
"""End record: signature, four numbers of disks and entries, size and offset of the directory, length of the comment."""

_LOCATOR = struct.Struct("<4sLQL")
"""Of a large archive, before the end record: signature, disk, offset of the large end record, disks."""

_LARGE_END = struct.Struct("<4sQ2H2L4Q")
"""Large end record: signature, its size, versions, disks, entries on the disk and in all, size and offset of the directory."""

_ENTRY = struct.Struct("<4s24x3H12x")
"""Entry of the directory: signature, and the lengths of name, extra field and comment, which follow it."""

_SEARCHED = _END.size + 0xFFFF
"""The end record is at the end but for a comment of at most so many bytes."""


def is_whole(file: BinaryIO, size: int) -> bool:
    """Whether *file*, of *size* bytes, is a ZIP archive with all of its directory, and nothing missing after it."""
    start = max(0, size - _SEARCHED)
    tail = _read(file, start, size - start)
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        found = _directory(file, start + at, size)
        if found is not None:
            return _is_complete(file, *found)
        at = tail.rfind(b"PK\5\6", 0, at + 3)
    return False


def _directory(file: BinaryIO, at: int, size: int) -> tuple[int, int, int] | None:
    """Beginning, end and number of entries of the directory that an end record at *at* describes; None where it is none."""
    record = _read(file, at, _END.size)
    if len(record) < _END.size:
        return None
    _, disk, first_disk, _, entries, length, offset, comment = _END.unpack(record)
    end = at
    if entries == 0xFFFF or length == 0xFFFFFFFF or offset == 0xFFFFFFFF:
        locator = _read(file, at - _LOCATOR.size, _LOCATOR.size)
        if locator.startswith(b"PK\6\7"):
            end = _LOCATOR.unpack(locator)[2]
            large = _read(file, end, _LARGE_END.size) if end < at else b""
            if len(large) < _LARGE_END.size or not large.startswith(b"PK\6\6"):
                return None
            *_, entries, length, offset = _LARGE_END.unpack(large)
    # A directory that is elsewhere is that of an archive within the archive.
    fits = offset + length == end and entries * _ENTRY.size <= length
    return (offset, end, entries) if fits and disk == first_disk and at + _END.size + comment <= size else None


def _is_complete(file: BinaryIO, at: int, end: int, entries: int) -> bool:
    """Whether the directory from *at* to *end* has all its *entries*."""
    while at < end:
        entry = _read(file, at, _ENTRY.size)
        if len(entry) < _ENTRY.size or not entry.startswith(b"PK\1\2"):
            return False
        at += _ENTRY.size + sum(_ENTRY.unpack(entry)[1:])
        entries -= 1
    return at == end and entries == 0


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    if at < 0:
        return b""
    file.seek(at, os.SEEK_SET)
    return file.read(size)
