"""The servers an environment does not name are started here, and stopped."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from conference.config.starter.broker import Broker
from conference.config.starter.postgres import Postgres


@dataclass
class Servers:
    """PostgreSQL and the broker of one run, each unless its address was given."""

    state: Path
    postgres_options: tuple[str, ...] = ()
    max_connections: int = 100
    postgres: Postgres | None = None
    broker: Broker | None = None
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def pids(self) -> str:
        """The process numbers of PostgreSQL and broker, with spaces between."""
        ours = [server for server in (self.postgres, self.broker) if server is not None]
        return " ".join(str(server.child.pid) for server in ours)

    def start(self) -> None:
        """Start what is missing; `addresses` then tells where everything is."""
        if "DATABASE_URL" not in os.environ:
            self.postgres = Postgres(
                self.state, self.postgres_options, self.max_connections
            )
            self.postgres.start()
            self.addresses["DATABASE_URL"] = self.postgres.url
        if not {"BROKER_URL", "CACHE_URL"} <= os.environ.keys():
            self.broker = Broker(self.state)
            self.broker.start()
            self.addresses["BROKER_URL"] = self.broker.url
            self.addresses["CACHE_URL"] = self.broker.cache_url
        # What was given wins, also when only one of two was.
        given = {
            name: os.environ[name] for name in self.addresses if name in os.environ
        }
        self.addresses.update(given)

    def stop(self) -> None:
        """Stop the broker first; PostgreSQL writes the last word."""
        if self.broker is not None:
            self.broker.stop()
        if self.postgres is not None:
            self.postgres.stop()
            self.postgres.clear()
