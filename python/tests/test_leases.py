import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from elementaldb import ElementaldbError, LeaseServer


def names(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()]


def test_several_threads_lease_at_once(migrations: Path) -> None:
    with LeaseServer("--migrations", str(migrations)) as server, ThreadPoolExecutor(8) as threads:
        leases = list(threads.map(lambda _: server.lease(), range(8)))
        assert len({lease.database for lease in leases}) == 8
        for lease in leases:
            assert lease.password not in repr(lease)
            with psycopg.connect(lease.url) as connection:
                assert connection.execute("SELECT count(*) FROM site").fetchone() == (0,)
            lease.release()


def test_a_lease_is_reset_and_released(migrations: Path) -> None:
    with LeaseServer("--migrations", str(migrations)) as server:
        with server.lease() as lease:
            with psycopg.connect(lease.url) as connection:
                connection.execute("INSERT INTO site (name) VALUES ('depot')")
            lease.reset()
            with psycopg.connect(lease.url) as connection:
                assert connection.execute("SELECT count(*) FROM site").fetchone() == (0,)
        with pytest.raises(ElementaldbError) as raised:
            lease.reset()
        assert raised.value.code == "NOT_LEASED"


def test_a_template_can_be_chosen(migrations: Path) -> None:
    with LeaseServer("--migrations", str(migrations)) as server:
        with server.lease(template="empty") as lease, psycopg.connect(lease.url) as connection:
            assert connection.execute("SELECT to_regclass('site')").fetchone() == (None,)
        with pytest.raises(ElementaldbError, match="template must be"):
            server.lease(template="full")


def test_a_killed_client_leaves_no_database(migrations: Path) -> None:
    script = f"""
import os, signal
from elementaldb import LeaseServer
lease = LeaseServer("--migrations", {str(migrations)!r}).lease()
print(lease.database, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    with LeaseServer("--migrations", str(migrations)) as server:
        lease = server.lease()
        done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert done.returncode == -signal.SIGKILL
        database = done.stdout.strip()
        assert database.startswith("elementaldb_test_")
        eventually_gone(lease.url, database)


def eventually_gone(url: str, database: str) -> None:
    """Its process releases it as soon as it notices the end of its input."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            """DO $$
            DECLARE tries int := 0;
            BEGIN
              WHILE EXISTS (SELECT FROM pg_database WHERE datname = '%s') LOOP
                tries := tries + 1;
                IF tries > 3000 THEN RAISE 'it is still there'; END IF;
                PERFORM pg_sleep(0.01);
              END LOOP;
            END $$"""
            % database
        )


def test_an_unknown_option_is_named() -> None:
    with LeaseServer("--migratoins", "migrations") as server:
        with pytest.raises(ElementaldbError, match="unknown option --migratoins"):
            server.lease()


def test_a_node_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.1\n")
    node.chmod(0o755)
    monkeypatch.setenv("ELEMENTALDB_NODE", str(node))
    with pytest.raises(ElementaldbError, match=r"is Node v18.20.1, which is too old\nfix: Use Node 20.19") as raised:
        LeaseServer()
    assert raised.value.code == "NODE_TOO_OLD"
    done = subprocess.run(["elementaldb", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: ") and "fix: Use Node 20.19" in done.stderr


def test_a_node_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEMENTALDB_NODE", "/nowhere/node")
    with pytest.raises(ElementaldbError, match="cannot run /nowhere/node") as raised:
        LeaseServer()
    assert raised.value.code == "NODE_MISSING"


def test_the_command_runs_the_program(migrations: Path) -> None:
    done = subprocess.run(
        ["elementaldb", "exec", "--migrations", str(migrations), "--", "sh", "-c", "echo $PGDATABASE; exit 7"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith("elementaldb_test_")
