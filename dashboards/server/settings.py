"""How a dashboard server was started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dashboards.live.begin import Live

LOCAL, EVERYWHERE = "127.0.0.1", "0.0.0.0"
DEFAULT_PORT = 8050
DEFAULT_STUDIES = Path("studies")


@dataclass(frozen=True)
class Settings:
    """port: where it listens; share: also for others on the local network; language: of pages whose address says none
    (None: the browser's); token: what a facilitator's page needs to control a shared server (phones never get it);
    processes: simulations at a time (None: one a core); live: what the live page begins with (None: the shipped
    district); studies: the folder whose stores the Studies page shows.
    """

    port: int = DEFAULT_PORT
    share: bool = False
    language: str | None = None
    token: str = ""
    processes: int | None = None
    live: Live | None = None
    studies: Path = DEFAULT_STUDIES

    @property
    def host(self) -> str:
        """The address that the server listens on: this machine's own unless it is shared."""
        return EVERYWHERE if self.share else LOCAL
