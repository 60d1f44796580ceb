"""The fixtures and options. One process for each run, or for each worker of pytest-xdist, leases the databases."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from elementaldb import ElementaldbError, Lease, LeaseServer

if TYPE_CHECKING:
    import psycopg

_KEEP = ("never", "on-failure")
_LEASE = pytest.StashKey[Lease]()
_TESTS = pytest.StashKey[dict[str, str]]()
_WARNINGS = pytest.StashKey[list[str]]()
_WORKER_WARNINGS = "elementaldb_warnings"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("elementaldb").addoption(
        "--elementaldb-keep",
        choices=_KEEP,
        help="on-failure keeps the database of a failed test for an hour and prints its URL (default: never)",
    )
    parser.addini("elementaldb_options", "options of `elementaldb lease`, such as --migrations db/migrations", type="args")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "elementaldb(template=None, to=None): the state in which the database of the test starts: "
        "template empty, migrated, client-data or seeded; to: the version of the last migration",
    )
    config.stash[_TESTS] = {}
    config.stash[_WARNINGS] = []


@pytest.fixture(scope="session")
def elementaldb_server(pytestconfig: pytest.Config) -> Iterator[LeaseServer]:
    """Leases databases for the run. It starts in the root folder of pytest, where it looks for the configuration."""
    try:
        server = LeaseServer(*pytestconfig.getini("elementaldb_options"), folder=pytestconfig.rootpath)
    except ElementaldbError as error:
        pytest.fail(str(error), pytrace=False)
    with server:
        yield server
    tests = pytestconfig.stash[_TESTS]
    pytestconfig.stash[_WARNINGS] += [
        f"{tests.get(each.database, 'a test')}: {each.message}" for each in server.open_connections
    ]


@pytest.fixture
def elementaldb_lease(request: pytest.FixtureRequest, elementaldb_server: LeaseServer) -> Iterator[Lease]:
    """A database that only this test uses. It starts as the migrations, or the marker `elementaldb`, say."""
    lease = _lease(request, elementaldb_server)
    request.config.stash[_TESTS][lease.database] = request.node.nodeid
    request.node.stash[_LEASE] = lease
    yield lease
    del request.node.stash[_LEASE]
    lease.release()


@pytest.fixture
def elementaldb_url(elementaldb_lease: Lease) -> str:
    """The URL of a database that only this test uses, with the password."""
    return elementaldb_lease.url


@pytest.fixture
def elementaldb_connection(elementaldb_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of psycopg to the database of this test, closed after the test."""
    import psycopg

    connection: psycopg.Connection[Any] = psycopg.connect(elementaldb_url)
    try:
        yield connection
    finally:
        connection.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    lease = item.stash.get(_LEASE, None)
    if lease is not None and report.failed and _keep(item.config) == "on-failure":
        # In the report, since it comes from a worker of pytest-xdist too.
        try:
            kept = f"The database of this test is kept for an hour: {lease.keep()}"
        except ElementaldbError as error:
            kept = f"The database of this test could not be kept: {error}"
        report.sections.append(("elementaldb", kept))
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    # Last, since the fixture of the run ends at the end of the session.
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_WORKER_WARNINGS] = session.config.stash[_WARNINGS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist has ended."""
    node.config.stash[_WARNINGS] += getattr(node, "workeroutput", {}).get(_WORKER_WARNINGS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    warnings = terminalreporter.config.stash[_WARNINGS]
    if warnings:
        terminalreporter.section("elementaldb: open connections", yellow=True)
    for warning in warnings[:5]:
        terminalreporter.line(warning)
    if len(warnings) > 5:
        terminalreporter.line(f"{len(warnings) - 5} more tests leave connections open.")


def _lease(request: pytest.FixtureRequest, server: LeaseServer) -> Lease:
    marker = request.node.get_closest_marker("elementaldb")
    if marker is not None and marker.args:
        pytest.fail("the marker elementaldb takes names: template=… or to=…", pytrace=False)
    progress = threading.Timer(1, _say_start, [request.config])
    progress.daemon = True
    if not request.config.stash[_TESTS]:
        progress.start()  # Only the first one waits for the server.
    try:
        return server.lease(**(marker.kwargs if marker is not None else {}))
    except (ElementaldbError, TypeError) as error:
        # The message says all; the lines of this plugin would hide it.
        pytest.fail(str(error), pytrace=False)
    finally:
        progress.cancel()


def _say_start(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.isatty:
        reporter.write(" [elementaldb: starting PostgreSQL and applying the migrations] ")


def _keep(config: pytest.Config) -> str:
    keep: str = config.getoption("--elementaldb-keep") or os.environ.get("ELEMENTALDB_TEST_KEEP") or "never"
    if keep not in _KEEP:
        raise pytest.UsageError(f"invalid ELEMENTALDB_TEST_KEEP: {keep}; use {' or '.join(_KEEP)}")
    return keep
