#!/usr/bin/env python3
"""Succeeds when the name server at ADDRESS knows the name NAME (an A record over UDP, RFC 1035).

dns_answers.py ADDRESS NAME
"""

import socket
import struct
import sys

A, IN, RECURSE, HEADER = 1, 1, 0x0100, struct.Struct(">6H")


def knows(server: str, name: str) -> bool:
    """Whether the answer has no error and at least one record."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = HEADER.pack(1, RECURSE, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", A, IN)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(2)
        asking.sendto(question, (server, 53))
        _, flags, _, answers, *_ = HEADER.unpack_from(asking.recv(512))
    return flags & 0xF == 0 and answers > 0


if __name__ == "__main__":
    sys.exit(not knows(*sys.argv[1:]))
