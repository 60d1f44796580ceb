from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

UP = "CREATE TABLE IF NOT EXISTS site (site_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);\n"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """A folder with one pair."""
    folder = tmp_path / "migrations"
    write_pair(folder, UP)
    return folder


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with one pair, in which pytest can run."""
    write_pair(pytester.path / "migrations", UP)
    return pytester


def write_pair(folder: Path, up: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "000001_site.up.sql").write_text(up)
    (folder / "000001_site.down.sql").write_text("DROP TABLE IF EXISTS site;\n")
