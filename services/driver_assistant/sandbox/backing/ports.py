"""Free ports of 127.0.0.1 that stay ours while a server is down.

A fault test stops a server under load and starts it on the same port. Two things could take the
port meanwhile: another suite on the machine, and a client that is given it as its own source port
(and then talks to itself). So ports come from below the kernel's ephemeral range, and on Linux a
bound socket that never listens keeps each: with SO_REUSEADDR a server can listen on it all the
same, and nobody else is given it.
"""

from __future__ import annotations

import secrets
import socket
import sys
from pathlib import Path

from driver_assistant.sandbox.backing.errors import NoFreePort

LOOPBACK = "127.0.0.1"
LOWEST = 15_000  # above what people give to services by hand
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_TRIES = 500


class Port:
    """A port of 127.0.0.1, ours until closed."""

    def __init__(self, number: int, reservation: socket.socket) -> None:
        self.number = number
        self._reservation = reservation

    def close(self) -> None:
        """Give the port back."""
        self._reservation.close()


def reserve_port() -> Port:
    """A free port of 127.0.0.1 outside the ephemeral range.

    Raises:
        NoFreePort: after 500 tries.
    """
    first, end = _range()
    for _ in range(_TRIES):
        number = first + secrets.randbelow(end - first)
        reservation = socket.socket()
        try:
            reservation.bind((LOOPBACK, number))  # exclusive: also fails where somebody reserved
        except OSError:
            reservation.close()
            continue
        _share(reservation)
        return Port(number, reservation)
    raise NoFreePort(f"{_TRIES} tries between {first} and {end}")


def _range() -> tuple[int, int]:
    ephemeral = 32_768
    if _EPHEMERAL.exists():
        ephemeral = int(_EPHEMERAL.read_text().split()[0])
    return (LOWEST, ephemeral) if ephemeral > LOWEST + _TRIES else (LOWEST, 65_536)


def _share(reservation: socket.socket) -> None:
    if sys.platform == "linux":
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    else:
        reservation.close()  # elsewhere a bound socket would keep the server itself out
