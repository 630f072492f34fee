"""Where this machine is on the local network."""

from __future__ import annotations

import socket
from contextlib import closing

from dashboards.server.settings import LOCAL


def local_network_address() -> str:
    """This machine's address on the local network, as far as its own routing tells; no packet is sent."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: connecting a datagram socket sends nothing
            return str(probe.getsockname()[0])
        except OSError:
            return LOCAL
