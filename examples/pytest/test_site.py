import psycopg
import pytest


def add_and_read(url, name):
    """Adds a site and commits, then reads all sites over another connection."""
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO site (name) VALUES (%s)", [name])
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT site_id, name FROM site").fetchall()


@pytest.mark.parametrize("name", ["depot", "yard"])
def test_in_a_copy(database_url, name):
    assert add_and_read(database_url, name) == [(1, name)]


@pytest.mark.parametrize("name", ["depot", "yard"])
def test_in_a_transaction(connection, name):
    connection.execute("INSERT INTO site (name) VALUES (%s)", [name])
    assert connection.execute("SELECT name FROM site").fetchall() == [(name,)]


@pytest.mark.parametrize("name", ["depot", "yard"])
def test_in_a_leased_database(leased_url, name):
    assert add_and_read(leased_url, name) == [(1, name)]


def test_by_the_variables_of_libpq():
    with psycopg.connect() as connection:
        assert connection.execute("SELECT count(*) FROM site").fetchone() == (0,)
        copies = "SELECT count(*) FROM pg_database WHERE datname LIKE 'test\\_%'"
        assert connection.execute(copies).fetchone() == (0,)
