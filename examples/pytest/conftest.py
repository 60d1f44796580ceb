import json
import os
import subprocess

import psycopg
import pytest


@pytest.fixture
def connection():
    """The one database of the run, from `elementaldb exec`; each test is rolled back."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def own_database():
    """A database for one test alone, for tests that commit. It is given back when the input is closed."""
    lease = subprocess.Popen(
        ["npx", "--no-install", "elementaldb", "lease", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    yield json.loads(lease.stdout.readline())["url"]
    lease.stdin.close()
    assert lease.wait() == 0
