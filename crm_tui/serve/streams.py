"""What a session's process reads and writes: a terminal of its own, or three pipes."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress

from crm_tui.serve.terminal import Painted, set_size
from crm_tui.serve.wires import Inlet, Outlet

Give = Callable[[bytes], None]
Call = Callable[[], None]

END_OF_INPUT = b"\x04"
"""As it is typed on a terminal."""


class Streams(ABC):
    """Both ends, and the bytes between this end and the client."""

    descriptors: tuple[int, int, int]
    """What the process gets as 0, 1 and 2, until `handed_over`."""
    inlet: Inlet
    outlets: Sequence[Outlet]
    patience: float | None = None
    """Seconds within which what an ended process has written must be taken by its client; None: while he is there."""

    @abstractmethod
    def handed_over(self) -> None:
        """The process has its ends: these here are closed, so that its end is seen."""

    @abstractmethod
    def close(self) -> None:
        """Let go of all; a terminal hangs up by it. Twice is once."""

    def put(self, data: bytes) -> None:
        """Bytes of the client."""
        self.inlet.put(data)

    @abstractmethod
    def finish(self) -> None:
        """The client sends no more."""

    @abstractmethod
    def resize(self, columns: int, lines: int, width: int, height: int) -> None:
        """The client's terminal is another size now; without one that means nothing."""

    @property
    def dirty(self) -> bool:
        """Whether the process has the client's terminal in its hands."""
        return False

    def reset(self) -> bytes:
        """What brings the client's terminal back after an app that could not do it."""
        return b""

    def hold(self) -> None:
        """The client takes no bytes now."""
        for outlet in self.outlets:
            outlet.hold()

    def flow(self) -> None:
        """It takes them again."""
        for outlet in self.outlets:
            outlet.flow()

    async def drained(self) -> None:
        """Wait until all that the process wrote is on its way."""
        for outlet in self.outlets:
            await outlet.ended.wait()


class Terminal(Streams):
    """A pseudo-terminal: what the process writes is watched, so that the client's can be brought back."""

    patience = 10.0

    def __init__(self, size: tuple[int, int, int, int], give: Give, hold: Call, flow: Call, *, app: bool) -> None:
        """`app`: the app is on it, not a line of words."""
        self._app = app
        self._master, self._slave, typed = _terminal()
        set_size(self._master, *size)
        self.descriptors = (self._slave, self._slave, self._slave)
        self._give, self._painted = give, Painted()
        self.outlets = (Outlet(self._master, self._take),)
        self.inlet = Inlet(typed, hold, flow)

    def handed_over(self) -> None:
        os.close(self._slave)

    def finish(self) -> None:
        """Nobody can type any more. A line of words reads the end of its input; under the app the line hangs up."""
        if self._app:
            self.close()
        else:
            self.inlet.put(END_OF_INPUT)

    def resize(self, columns: int, lines: int, width: int, height: int) -> None:
        if self._master >= 0:
            set_size(self._master, columns, lines, width, height)

    @property
    def dirty(self) -> bool:
        return self._painted.second

    def reset(self) -> bytes:
        return self._painted.reset()

    def close(self) -> None:
        master, self._master = self._master, -1
        if master >= 0:
            self.outlets[0].end()
            self.inlet.close()
            os.close(master)

    def _take(self, data: bytes) -> None:
        self._painted.feed(data)
        self._give(data)


class Piped(Streams):
    """Three pipes. Whoever reads them may take his time: half of a file that ends with 0 would be taken for all."""

    def __init__(self, give: Give, give_error: Give, hold: Call, flow: Call) -> None:
        read, mine, out, said, errors, told = _pipes(3)
        self._ends = [out, errors]
        self.descriptors = (read, said, told)
        self.inlet = Inlet(mine, hold, flow)
        self.outlets = (Outlet(self._ends[0], give), Outlet(self._ends[1], give_error))

    def handed_over(self) -> None:
        for fd in self.descriptors:
            os.close(fd)

    def finish(self) -> None:
        self.inlet.finish()

    def resize(self, columns: int, lines: int, width: int, height: int) -> None:
        pass

    def close(self) -> None:
        self.inlet.close()
        ends, self._ends = self._ends, []
        for outlet, end in zip(self.outlets, ends, strict=False):
            outlet.end()
            with suppress(OSError):
                os.close(end)


def _terminal() -> tuple[int, int, int]:
    """This end, the process's, and this end again for what is typed. OSError: none is left open."""
    master, slave = os.openpty()
    try:
        return master, slave, os.dup(master)
    except OSError:
        _close(master, slave)
        raise


def _pipes(number: int) -> list[int]:
    """The ends of so many pipes, of each first the one that is read. OSError: none is left open."""
    made: list[int] = []
    try:
        for _number in range(number):
            made += os.pipe()
    except OSError:
        _close(*made)
        raise
    return made


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
