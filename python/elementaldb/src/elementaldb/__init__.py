"""Ephemeral PostgreSQL with migrations applied: the command `elementaldb` and databases for tests."""

from ._errors import ElementaldbError
from ._leases import Lease, LeaseServer, OpenConnections

__all__ = ["ElementaldbError", "Lease", "LeaseServer", "OpenConnections"]
