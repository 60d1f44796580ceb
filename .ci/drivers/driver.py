"""A suite in Python that leaves connections open. Argument: the driver. See drivers.mjs for the lines."""

import asyncio
import sys

COUNT = "SELECT count(*) FROM site"


async def psycopg(url):
    from psycopg_pool import AsyncConnectionPool

    pool = AsyncConnectionPool(url, min_size=1, open=False)
    await pool.open()

    async def count():
        async with pool.connection() as connection:
            return (await (await connection.execute(COUNT)).fetchone())[0]

    async def begin():
        connection = await pool.getconn()
        await connection.execute(COUNT)

        async def commit():
            await connection.commit()
            await pool.putconn(connection)

        return commit

    return count, begin, pool.close


async def psycopg_connection(url):
    import psycopg

    connection = psycopg.connect(url, autocommit=True)

    async def count():
        return connection.execute(COUNT).fetchone()[0]

    async def begin():
        connection.execute("BEGIN")
        connection.execute(COUNT)

        async def commit():
            connection.commit()

        return commit

    async def close():
        connection.close()

    return count, begin, close


async def asyncpg(url):
    import asyncpg

    pool = await asyncpg.create_pool(url, min_size=1)

    async def begin():
        transaction = (await pool.acquire()).transaction()
        await transaction.start()
        return transaction.commit

    async def count():
        return await pool.fetchval(COUNT)

    return count, begin, pool.close


async def sqlalchemy_psycopg(url):
    import sqlalchemy

    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    async def count():
        with engine.connect() as connection:
            return connection.scalar(sqlalchemy.text(COUNT))

    async def begin():
        connection = engine.connect()
        connection.scalar(sqlalchemy.text(COUNT))

        async def commit():
            connection.commit()

        return commit

    async def close():
        engine.dispose()

    return count, begin, close


async def sqlalchemy_asyncpg(url):
    import sqlalchemy
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))

    async def count():
        async with engine.connect() as connection:
            return await connection.scalar(sqlalchemy.text(COUNT))

    async def begin():
        connection = await engine.connect()
        await connection.scalar(sqlalchemy.text(COUNT))
        return connection.commit

    return count, begin, engine.dispose


async def main():
    connect = globals()[sys.argv[1]]
    left = []  # What a suite does not close lives as long as its process.
    count = commit = None
    while line := await asyncio.to_thread(sys.stdin.readline):
        word, *arguments = line.split()
        answer = "ok"
        if word == "open":
            state, url = arguments
            count, begin, close = await connect(url)
            left.append((count, begin, close))
            await count()
            commit = await begin() if state == "transaction" else None
            if state == "ended":
                await close()
        elif word == "count":
            if commit is not None:
                await commit()
            answer = await count()
        print(answer, flush=True)


asyncio.run(main())
