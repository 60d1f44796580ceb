import asyncio
import os
import subprocess

import httpx
import pytest

from service.app import create_app

DATABASE_URL = os.environ["DATABASE_URL"]


class Service:
    """Calls endpoints in the same process, and remembers what each answered."""

    def __init__(self):
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
        answer = self.loop.run_until_complete(self.client.post(path, json=body, params=query))
        self.calls += 1
        if answer.is_success:
            return answer.json()
        self.failures.append(f"{answer.status_code} {path} {body or query}: {answer.text[:200]}")
        return None

    def close(self):
        self.loop.run_until_complete(self.client.aclose())
        self.loop.run_until_complete(self.lifespan.__aexit__(None, None, None))
        self.loop.close()


@pytest.fixture(scope="session", params=[[7], [42], [2024, "--noise", "realistic"]], ids=["7", "42", "2024 with noise"])
def seeded(request):
    """The database of the run, filled with one world after the other."""
    seed, *options = map(str, request.param)
    profile = ["--profile", "small", "--seed", seed, "--replace", *options]
    subprocess.run(
        ["npx", "--no-install", "elementaldb", "seed", *profile, "--database-url", DATABASE_URL], check=True
    )
    return seed


@pytest.fixture
def service(seeded):
    service = Service()
    yield service
    service.close()
