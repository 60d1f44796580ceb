import asyncio

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from sites import add_site_async, add_sites, site_names


def test_psycopg(elementaldb_connection):
    elementaldb_connection.execute("INSERT INTO site (name) VALUES ('depot')")
    assert elementaldb_connection.execute("SELECT site_id, name FROM site").fetchall() == [(1, "depot")]


async def test_asyncpg(elementaldb_url):
    pool = await asyncpg.create_pool(elementaldb_url, min_size=1)
    async with pool:
        await pool.execute("INSERT INTO site (name) VALUES ('depot')")
        assert await pool.fetchval("SELECT site_id FROM site") == 1


@pytest.mark.parametrize("name", ["depot", "yard"])
def test_committed_rows_stay_in_their_test(engine, name):
    with Session(engine) as session:
        add_sites(session, name)
    with Session(engine) as session:
        assert site_names(session) == [name]


def test_a_name_is_unique(engine):
    with Session(engine) as session, pytest.raises(IntegrityError, match="site_name_key"):
        add_sites(session, "depot", "depot")


async def test_transactions_at_the_same_time(async_engine):
    async def add(name):
        async with AsyncSession(async_engine, expire_on_commit=False) as session:
            return (await add_site_async(session, name)).site_id

    assert sorted(await asyncio.gather(*map(add, ["depot", "yard", "office"]))) == [1, 2, 3]


def test_the_state_can_be_restored(elementaldb_lease, engine):
    with Session(engine) as session:
        add_sites(session, "depot")
        elementaldb_lease.reset()
        assert site_names(session) == []


@pytest.mark.elementaldb(to=1)
def test_an_earlier_migration(engine):
    with Session(engine) as session:
        add_sites(session, "depot", "depot")  # The index on names comes with the second migration.
