import psycopg
import pytest


@pytest.mark.parametrize("name", ["depot", "yard"])
def test_in_a_transaction(connection, name):
    connection.execute("INSERT INTO site (name) VALUES (%s)", [name])
    assert connection.execute("SELECT name FROM site").fetchall() == [(name,)]


def test_by_the_variables_of_libpq():
    with psycopg.connect() as connection:
        assert connection.execute("SELECT count(*) FROM site").fetchone() == (0,)


@pytest.mark.parametrize("name", ["depot", "yard"])
def test_in_a_database_of_its_own(own_database, name):
    with psycopg.connect(own_database) as connection:
        connection.execute("INSERT INTO site (name) VALUES (%s)", [name])
    with psycopg.connect(own_database) as connection:
        assert connection.execute("SELECT site_id, name FROM site").fetchall() == [(1, name)]
