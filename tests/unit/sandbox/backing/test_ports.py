"""Ports stay ours while nothing listens on them."""

from __future__ import annotations

import socket
import sys

import pytest

from driver_assistant.sandbox.backing import ports
from driver_assistant.sandbox.backing.ports import LOOPBACK, reserve_port


def test_no_port_is_given_twice() -> None:
    reserved = [reserve_port() for _ in range(50)]
    numbers = {port.number for port in reserved}
    for port in reserved:
        port.close()

    assert len(numbers) == 50


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a port is chosen, not kept")
def test_a_server_listens_on_a_reserved_port_and_nobody_else_gets_it() -> None:
    port = reserve_port()
    with socket.socket() as intruder, socket.socket() as server:
        with pytest.raises(OSError, match="in use"):
            intruder.bind((LOOPBACK, port.number))
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((LOOPBACK, port.number))
        server.listen()
        with socket.create_connection((LOOPBACK, port.number), timeout=5) as client:
            reached = client.getpeername()
    port.close()

    assert reached == (LOOPBACK, port.number)


def test_ports_are_outside_the_range_the_kernel_hands_to_clients() -> None:
    first, end = ports._range()

    port = reserve_port()
    port.close()

    assert first <= port.number < end
