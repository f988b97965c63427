"""Fills the holes in the zygote's memory before anything is forked from it.

What a session allocates would else go into free places between things that all sessions share, and make a page of its
own of every page that has such a place: of 30 MB for a session this saves 4. What fills the holes is never read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

POOL = 16_384
"""Bytes of a pool of Python's own allocator, which holds blocks of one size."""
SMALL, STEP = 512, 16
"""Bytes up to which Python's own allocator serves, and by which its sizes grow."""
NEARLY = 0.8
"""Of a pool: blocks side by side for so long are in one that was empty."""
MOST = 200_000
"""Blocks of one size, at most."""
HEADER = 33
"""Bytes that Python adds to a bytes object."""
LARGE = (65536, 32768, 16384, 8192, 6144, 4096, 3072, 2560, 2048, 1792, 1536, 1280, 1152)

_kept: list[object] = []


_FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"


class _Malloc(ctypes.Structure):
    """`struct mallinfo2` of glibc."""

    _fields_ = [(name, ctypes.c_size_t) for name in _FIELDS.split()]


def pack() -> None:
    """Fill them, as far as the system's allocator tells where they are."""
    for size in range(STEP, SMALL + 1, STEP):
        _kept.extend(_small(size))
    _fill_large()


def _small(size: int) -> Iterator[object]:
    """Blocks of a size until they come from an empty pool."""
    last = side_by_side = 0
    for number in range(MOST):
        block = _block(size, number)
        side_by_side = side_by_side + 1 if id(block) == last + size else 0
        last = id(block)
        yield block
        if side_by_side * size > POOL * NEARLY:
            return


def _block(size: int, number: int) -> object:
    if size == STEP:
        return object()
    if size == 2 * STEP:
        return number + 0.5
    return bytes(size - HEADER - STEP + 4)


def _fill_large() -> None:
    """The holes between larger things, largest first; the end of the heap stays free."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallinfo2"):
        return  # not glibc
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.sbrk.restype, libc.sbrk.argtypes = ctypes.c_void_p, [ctypes.c_ssize_t]
    libc.mallinfo2.restype = _Malloc
    libc.malloc_trim(0)
    start, end = _heap()
    free = libc.sbrk(0) - libc.mallinfo2().keepcost
    for size in (*LARGE, *range(1032, 8, -STEP)):
        while start <= (libc.malloc(size) or 0) < min(free, end):
            pass


def _heap() -> tuple[int, int]:
    with open("/proc/self/maps") as maps:
        found = next((line for line in maps if line.rstrip().endswith("[heap]")), "0-0 ")
    start, end = found.split()[0].split("-")
    return int(start, 16), int(end, 16)
