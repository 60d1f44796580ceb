"""Reading rows: documents arrive as text, and what must be there must not be NULL."""

import json
import math
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from fastapi import HTTPException, Request

FLT_MAX = 3.4028234663852886e38
HALF_HOUR = timedelta(minutes=30)


def pool_of(request: Request) -> asyncpg.Pool:
    """The connections of the service."""
    return request.app.state.pool


def decode(text: str | None) -> Any:
    """A document that must be there. SQL NULL cannot be decoded: the endpoint answers 500."""
    if text is None:
        raise ValueError("a document is NULL")
    return json.loads(text)


def decode_if_there(text: str | None) -> Any:
    """A document that may be SQL NULL."""
    return None if text is None else json.loads(text)


def finite(value: float | None) -> float | None:
    """A metric that JSON can hold."""
    if value is None or math.isfinite(value):
        return value
    return -FLT_MAX if value < 0 else FLT_MAX


async def one(pool: asyncpg.Pool, query: str, *arguments: Any) -> asyncpg.Record:
    """The one row of a query, or 400."""
    row = await pool.fetchrow(query, *arguments)
    if row is None:
        raise HTTPException(400, f"nothing found for {arguments}")
    return row


def half_hours(start: datetime, end: datetime) -> int:
    """How many half-hours lie between two times."""
    return int((end - start) / HALF_HOUR)


def required_numbers(rows: list[asyncpg.Record], column: str) -> list[float]:
    """A column of numbers without NULL and NaN."""
    values = [row[column] for row in rows]
    if any(value is None or math.isnan(value) for value in values):
        raise ValueError(f"{column} has NULL")
    return [float(value) for value in values]
