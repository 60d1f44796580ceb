import json
import os
import subprocess
from uuid import uuid4

import psycopg
import pytest


@pytest.fixture
def database_url():
    """A copy of the run's database for one test alone. Nobody may be connected to the run's database meanwhile."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {os.environ['PGDATABASE']}")
        yield os.environ["DATABASE_URL"].replace(os.environ["PGDATABASE"], name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def connection():
    """The database of the run itself; what a test does is rolled back, so it must not commit. Not with pytest-xdist."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def leased_url():
    """A database from a process of its own, for a suite that `elementaldb exec` has not started."""
    lease = subprocess.Popen(
        ["npx", "--no-install", "elementaldb", "lease", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    yield json.loads(lease.stdout.readline())["url"]
    lease.stdin.close()
    assert lease.wait() == 0
