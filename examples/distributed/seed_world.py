"""Makes the rows of one world on a Dask cluster: each task writes one shard into a folder that all workers share.

    python seed_world.py tcp://scheduler:8786 /shared/world --shards 16 -- --sites 2000 --format parquet

What stands after -- are options of elementaldb seed.
"""

import argparse
import subprocess
import sys

from distributed import Client, as_completed


def seed_shard(number: int, shards: int, folder: str, options: list[str]) -> int:
    """Writes one shard. One that was cut short has left no file in its place, and one that is written stays as it is."""
    command = ["npx", "--no-install", "elementaldb", "seed", "--export", folder, "--shard", f"{number}/{shards}"]
    run = subprocess.run([*command, *options], capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    return number


def seed_world(client: Client, folder: str, shards: int, options: list[str]) -> None:
    """Writes all shards, those of a lost worker again on another one, and prints what is done."""
    tasks = client.map(seed_shard, range(1, shards + 1), shards=shards, folder=folder, options=options, pure=False)
    for done, task in enumerate(as_completed(tasks), start=1):
        print(f"shard {task.result()} is written: {done} of {shards}", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scheduler")
    parser.add_argument("folder")
    parser.add_argument("--shards", type=int, required=True)
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    arguments = parser.parse_args(sys.argv[1:at])
    with Client(arguments.scheduler) as cluster:
        seed_world(cluster, arguments.folder, arguments.shards, sys.argv[at + 1 :])
