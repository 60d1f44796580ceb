"""The shards of a Dask cluster have each row of the world once, also when a worker is killed while it writes."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from distributed import Client

OPTIONS = ["--format", "csv", "--clients", "2", "--sites", "9", "--from", "2024-03-25", "--to", "2024-04-15", "--workers", "1"]
SHARDS = 6


def rows(folder: Path) -> dict[str, Counter]:
    """The lines of each table, with how often each occurs."""
    tables: dict[str, Counter] = {}
    for file in folder.rglob("*.csv"):
        table = file.relative_to(folder).parts[0]
        with file.open() as lines:
            next(lines)
            tables.setdefault(table, Counter()).update(lines)
    return tables


@pytest.fixture
def cluster(tmp_path: Path):
    """A scheduler and three workers, each in a session of its own, as on machines of their own."""
    address = tmp_path / "scheduler.json"
    flags = ["--scheduler-file", str(address)]
    processes = []

    def start(*command: str) -> subprocess.Popen:
        log = (tmp_path / f"{len(processes)}.log").open("w")
        process = subprocess.Popen([sys.executable, "-m", *command], start_new_session=True, stdout=log, stderr=log)
        processes.append(process)
        return process

    start("distributed.cli.dask_scheduler", *flags, "--port", "0", "--no-dashboard")
    for number in range(3):
        worker = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", str(number)]
        start("distributed.cli.dask_worker", *flags, *worker, "--local-directory", str(tmp_path / "spill"))
    with Client(scheduler_file=str(address), timeout=60) as client:
        client.wait_for_workers(3)
        yield client
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def test_a_killed_worker_costs_no_row(cluster: Client, tmp_path: Path):
    whole = tmp_path / "whole"
    subprocess.run(["npx", "--no-install", "elementaldb", "seed", "--export", str(whole), *OPTIONS], check=True)
    world = tmp_path / "world"
    killed = []

    def kill_a_writer() -> None:
        """As soon as a shard is being written, ends the worker that writes it, with all of its processes."""
        while not killed:
            for shard in world.glob(".files-*.building-*/owner.json"):
                # It may be half written.
                if owner := re.search(r'"pid":(\d+),', shard.read_text()):
                    session = os.getsid(int(owner[1]))
                    os.killpg(session, signal.SIGKILL)
                    killed.append(session)
                    return
            time.sleep(0.02)

    killer = threading.Thread(target=kill_a_writer, daemon=True)
    killer.start()
    # By its command line, as the README says.
    address = cluster.scheduler_info()["address"]
    own = [sys.executable, "seed_world.py", address, str(world), "--shards", str(SHARDS), "--", *OPTIONS]
    subprocess.run(own, check=True)
    killer.join(timeout=10)

    assert killed
    assert len(cluster.scheduler_info()["workers"]) == 2
    lists = [json.loads(file.read_text()) for file in world.glob("export-*.json")]
    assert sorted(each["shard"]["number"] for each in lists) == [*range(1, SHARDS + 1)]
    expected, found = rows(whole), rows(world)
    assert found.keys() == expected.keys()
    # Compared by table, so that a difference names its table.
    assert {table for table in expected if found[table] != expected[table]} == set()
    assert sum(counts.total() for counts in expected.values()) > 10_000
