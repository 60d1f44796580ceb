"""The series of a bundle: one value for each half-hour of its span."""

from datetime import datetime
from uuid import UUID

import asyncpg

from .reading import HALF_HOUR, half_hours, required_numbers

#: Table and column of the types that have a value for each half-hour in the database.
HALF_HOURLY = {
    "HeatingLoad": ("heating.synthesised", "heating AS value"),
    "ImportTariff": ("tariffs.electricity", "unit_cost AS value"),
    "ElectricityMeterDataSynthesised": ("client_meters.electricity_meters_synthesised", "consumption_kwh AS value"),
    "CarbonIntensity": ("carbon_intensity.grid_co2", "COALESCE(actual, forecast) AS value"),
}


async def rows_of(
    pool: asyncpg.Pool, table: str, column: str, dataset_id: UUID, start: datetime, end: datetime
) -> list[asyncpg.Record]:
    """The rows of a series that begin within a span."""
    return await pool.fetch(
        f"""SELECT start_ts, {column} FROM {table}
             WHERE dataset_id = $1 AND start_ts >= $2 AND start_ts < $3 ORDER BY start_ts""",
        dataset_id,
        start,
        end,
    )


async def series_of(
    pool: asyncpg.Pool, kind: str, dataset_id: UUID, start: datetime, end: datetime
) -> list[float] | None:
    """The values of a linked dataset, None for types that have no series."""
    if kind in HALF_HOURLY:
        return required_numbers(await rows_of(pool, *HALF_HOURLY[kind], dataset_id, start, end), "value")
    if kind == "RenewablesGeneration":
        return await solar_yield(pool, dataset_id, start, end)
    if kind == "ElectricityMeterData":
        return await metered(pool, dataset_id, start, end)
    return None


async def solar_yield(pool: asyncpg.Pool, dataset_id: UUID, start: datetime, end: datetime) -> list[float]:
    """Hourly yields, each over its two half-hours."""
    rows = await rows_of(pool, "renewables.solar_pv", "solar_generation AS value, end_ts", dataset_id, start, end)
    values = required_numbers(rows, "value")
    if any(row["end_ts"] is None for row in rows):
        raise ValueError(f"yields of {dataset_id} without an end")
    known = {row["start_ts"]: value for row, value in zip(rows, values)}
    found: list[float] = []
    for number in range(half_hours(start, end)):
        value = known.get(start + number * HALF_HOUR, found[-1] if found else None)
        if value is None:
            raise ValueError(f"no yields of {dataset_id} at {start}")
        found.append(value)
    return found


async def metered(pool: asyncpg.Pool, dataset_id: UUID, start: datetime, end: datetime) -> list[float]:
    """The readings of a meter by themselves: half-hourly without a gap."""
    rows = await rows_of(pool, "client_meters.electricity_meters", "consumption_kwh AS value", dataset_id, start, end)
    for before, row in zip(rows, rows[1:]):
        if row["start_ts"] - before["start_ts"] != HALF_HOUR:
            raise ValueError(f"a gap in {dataset_id} after {before['start_ts']}")
    return required_numbers(rows, "value")


async def blended(
    pool: asyncpg.Pool, real: UUID, synthesised: UUID, start: datetime, end: datetime
) -> list[float]:
    """The readings of a meter where there are any, else what was made of its bills."""
    times = await rows_of(pool, *HALF_HOURLY["ElectricityMeterDataSynthesised"], synthesised, start, end)
    filled = required_numbers(times, "value")
    read = await rows_of(pool, "client_meters.electricity_meters", "consumption_kwh AS value", real, start, end)
    known = {row["start_ts"]: row["value"] for row in read if row["value"] is not None}
    return [float(known.get(row["start_ts"], value)) for row, value in zip(times, filled)]
