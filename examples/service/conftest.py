import asyncio
import os
import subprocess
from collections import Counter

import httpx
import pytest

from service.app import create_app

DATABASE_URL = os.environ["DATABASE_URL"]
WORLDS = {
    "7": [7],
    # Optimisations need twelve months.
    "42 for a year": [42, "--sites", "3", "--to", "2025-01-01"],
    "2024 with noise": [2024, "--noise", "realistic"],
    # Panels that stand, two meters of a kind, and clients with readings of one fuel only.
    "unlike meters": [114, "--clients", "5", "--sites", "10", "--to", "2024-01-08"],
}

# How often each endpoint answered with each status, by world.
STATUSES = Counter()


class Service:
    """Calls endpoints in the same process, and remembers what each answered."""

    def __init__(self, world):
        self.world = world
        self.loop = asyncio.new_event_loop()
        self.app = create_app(DATABASE_URL)
        self.lifespan = self.app.router.lifespan_context(self.app)
        self.loop.run_until_complete(self.lifespan.__aenter__())
        # A fault of the service is answered with 500 and does not end the test.
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://service", timeout=120)
        self.calls = 0
        self.failures = []

    def post(self, path, body=None, **query):
        """The answer of an endpoint; a failure is noted and None returned."""
        return self.call("POST", path, body, query)

    def get(self, path):
        return self.call("GET", path)

    def call(self, method, path, body=None, query=None):
        answer = self.loop.run_until_complete(self.client.request(method, path, json=body, params=query))
        self.calls += 1
        STATUSES[path, self.world, answer.status_code] += 1
        if answer.is_success:
            return answer.json()
        self.failures.append(f"{answer.status_code} {path} {body or query}: {answer.text[:200]}")
        return None

    def close(self):
        self.loop.run_until_complete(self.client.aclose())
        self.loop.run_until_complete(self.lifespan.__aexit__(None, None, None))
        self.loop.close()


@pytest.fixture(scope="session", params=WORLDS.values(), ids=WORLDS)
def seeded(request):
    """The database of the run, filled with one world after the other."""
    seed, *options = map(str, request.param)
    profile = ["--profile", "small", "--seed", seed, "--replace", *options]
    subprocess.run(
        ["npx", "--no-install", "elementaldb", "seed", *profile, "--database-url", DATABASE_URL], check=True
    )
    return next(name for name, world in WORLDS.items() if world is request.param)


@pytest.fixture
def service(seeded):
    service = Service(seeded)
    yield service
    service.close()


def pytest_terminal_summary(terminalreporter):
    """A line for each endpoint: its answers by status, in each world."""
    terminalreporter.section("endpoints")
    terminalreporter.line(f"{'':34}" + "".join(f"{world:>18}" for world in WORLDS))
    for path in sorted({path for path, _, _ in STATUSES}):
        cells = []
        for world in WORLDS:
            counts = {status: count for (at, of, status), count in STATUSES.items() if (at, of) == (path, world)}
            cells.append(", ".join(f"{count} x {status}" for status, count in sorted(counts.items())))
        terminalreporter.line(f"{path.removeprefix('/api/'):34}" + "".join(f"{cell:>18}" for cell in cells))
