import re

import psycopg
import pytest

from conftest import write_pair

TWO_TESTS = """
    def test_first(elementaldb_connection):
        elementaldb_connection.execute("INSERT INTO site (name) VALUES ('depot')")
        elementaldb_connection.commit()

    def test_second(elementaldb_connection):
        assert elementaldb_connection.execute("SELECT count(*) FROM site").fetchone() == (0,)

    def test_without_a_database():
        pass
"""


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_each_test_has_its_own_database(project: pytest.Pytester, options: list[str]) -> None:
    project.makepyfile(TWO_TESTS)
    project.runpytest_subprocess(*options).assert_outcomes(passed=3)


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_a_broken_migration_fails_the_tests_that_ask(project: pytest.Pytester, options: list[str]) -> None:
    write_pair(project.path / "migrations", "CREATE TABLE site (\n  name txt\n);\n")
    project.makepyfile(TWO_TESTS)
    result = project.runpytest_subprocess(*options)
    result.assert_outcomes(passed=1, errors=2)
    # The file, the line and the column; the line, and under it the place.
    assert len(re.findall(r"000001_site\.up\.sql:2:8: .*txt", result.stdout.str())) >= 2
    result.stdout.re_match_lines([r".*name txt", r"\s+\|?\s*\^"], consecutive=True)
    assert "plugin.py" not in result.stdout.str()


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_the_database_of_a_failed_test_is_kept(project: pytest.Pytester, options: list[str]) -> None:
    project.makepyfile(
        """
        import psycopg

        def test_fails(elementaldb_url):
            with psycopg.connect(elementaldb_url) as connection:
                connection.execute("INSERT INTO site (name) VALUES ('depot')")
            assert False

        def test_passes(elementaldb_url):
            pass
        """
    )
    result = project.runpytest_subprocess("--elementaldb-keep", "on-failure", *options)
    try:
        result.assert_outcomes(passed=1, failed=1)
        urls = re.findall(r"kept for an hour: (postgresql://\S+)", result.stdout.str())
        assert len(urls) == 1
        with psycopg.connect(urls[0]) as connection:
            assert connection.execute("SELECT name FROM site").fetchall() == [("depot",)]
    finally:
        project.run("elementaldb", "stop", "--all", "--include-test-servers")


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_open_connections_are_named_and_fail_nothing(project: pytest.Pytester, options: list[str]) -> None:
    project.makepyfile(
        """
        import psycopg

        kept = []

        def test_leaves_a_connection(elementaldb_url):
            kept.append(psycopg.connect(elementaldb_url, application_name="sites"))
            kept[0].execute("SELECT 42")

        def test_closes_its_connection(elementaldb_connection):
            pass
        """
    )
    result = project.runpytest_subprocess(*options)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*open connections*", '*::test_leaves_a_connection: 1 connection is still open*"sites"*'])
    assert "test_closes_its_connection:" not in result.stdout.str()


def test_options_and_markers_choose_the_state(project: pytest.Pytester) -> None:
    (project.path / "migrations").rename(project.path / "elsewhere")
    project.makeini("[pytest]\nelementaldb_options = --migrations elsewhere\n")
    project.makepyfile(
        """
        import pytest

        SITE = "SELECT to_regclass('site') IS NOT NULL"

        def test_migrated(elementaldb_connection):
            assert elementaldb_connection.execute(SITE).fetchone() == (True,)

        @pytest.mark.elementaldb(template="empty")
        def test_empty(elementaldb_connection):
            assert elementaldb_connection.execute(SITE).fetchone() == (False,)

        @pytest.mark.elementaldb(template="full")
        def test_unknown_template(elementaldb_url):
            pass

        @pytest.mark.elementaldb(tempalte="empty")
        def test_unknown_option(elementaldb_url):
            pass
        """
    )
    result = project.runpytest_subprocess("--strict-markers")
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*template must be*", "*tempalte*"])


@pytest.mark.parametrize("name", ["asyncio", "anyio"])
def test_asynchronous_tests(project: pytest.Pytester, name: str) -> None:
    project.makepyfile(
        f"""
        import asyncpg
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.mark.{name}
        async def test_insert(elementaldb_url):
            connection = await asyncpg.connect(elementaldb_url)
            await connection.execute("INSERT INTO site (name) VALUES ('depot')")
            assert await connection.fetchval("SELECT count(*) FROM site") == 1
            await connection.close()
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_missing_node_fails_the_tests_that_ask(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEMENTALDB_NODE", "/nowhere/node")
    project.makepyfile(TWO_TESTS)
    result = project.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["cannot run /nowhere/node*", "fix: *"])
