"""The service itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI

from . import bundle_routes, client_routes, optimisation_routes, series_routes


def create_app(database_url: str) -> FastAPI:
    """The service on a database."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as app.state.pool:
            yield

    app = FastAPI(title="Energy data", lifespan=lifespan)
    app.include_router(client_routes.router)
    app.include_router(bundle_routes.router)
    app.include_router(series_routes.router)
    app.include_router(optimisation_routes.router)
    app.include_router(optimisation_routes.optimiser)
    return app
