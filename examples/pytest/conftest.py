import pytest
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine


@pytest.fixture
def engine(elementaldb_url):
    engine = create_engine(elementaldb_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


@pytest.fixture
async def async_engine(elementaldb_url):
    engine = create_async_engine(elementaldb_url.replace("postgresql:", "postgresql+asyncpg:"))
    yield engine
    await engine.dispose()
