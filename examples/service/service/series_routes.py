"""The series of datasets, and tariffs that the service makes."""

from datetime import timedelta
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel

from .client_routes import DatasetRequest
from .documents import FabricCost, HalfHour, Id, NameId, ThermalModel
from .reading import HALF_HOUR, decode, decode_if_there, half_hours, one, pool_of, required_numbers
from .series import HALF_HOURLY, blended, metered, rows_of, series_of, solar_yield

router = APIRouter(prefix="/api/data")


class SpanRequest(BaseModel):
    dataset_id: Id
    start_ts: HalfHour
    end_ts: HalfHour


class SpansRequest(BaseModel):
    dataset_id: list[Id]
    start_ts: HalfHour
    end_ts: HalfHour


class BlendRequest(BaseModel):
    real: Id
    synthesised: Id
    start_ts: HalfHour
    end_ts: HalfHour


class WeatherRequest(BaseModel):
    location: str
    start_ts: HalfHour
    end_ts: HalfHour


class ReplaceRequest(BaseModel):
    dataset_id: Id
    new_id: Id


class TariffRequest(BaseModel):
    site_id: NameId
    start_ts: HalfHour
    end_ts: HalfHour
    day_cost: float


class Heating(BaseModel):
    interventions: list[str]
    fabric_cost_breakdown: list[FabricCost] | None
    cost: float
    peak_hload: float
    values: list[float]


@router.post("/get-heating-load")
async def get_heating_load(request: Request, body: SpansRequest) -> list[Heating]:
    pool = pool_of(request)
    found = []
    for dataset_id in body.dataset_id:
        row = await one(pool, "SELECT * FROM heating.metadata WHERE dataset_id = $1", dataset_id)
        costs = decode_if_there(row["fabric_cost_breakdown"])
        model = decode(row["params"]).get("thermal_model_dataset_id")
        if model is not None and (row["fabric_cost_total"] or 0) < 0.01:
            await one(pool, "SELECT 1 FROM heating.thermal_model WHERE dataset_id = $1", UUID(model))
        values = await series_of(pool, "HeatingLoad", dataset_id, body.start_ts, body.end_ts)
        found.append(
            Heating(
                interventions=row["interventions"],
                fabric_cost_breakdown=costs,
                cost=row["fabric_cost_total"] or 0,
                peak_hload=row["peak_hload"] or 0,
                values=values,
            )
        )
    return found


async def _heating_column(request: Request, body: SpanRequest, column: str) -> list[float]:
    rows = await rows_of(pool_of(request), "heating.synthesised", f"{column} AS value", body.dataset_id, body.start_ts, body.end_ts)
    return _complete(required_numbers(rows, "value"), body)


def _complete(values: list[float], body: SpanRequest | SpansRequest) -> list[float]:
    if len(values) != half_hours(body.start_ts, body.end_ts) or not values:
        raise HTTPException(400, f"{len(values)} half-hours of {half_hours(body.start_ts, body.end_ts)}")
    return values


@router.post("/get-dhw-load")
async def get_dhw_load(request: Request, body: SpanRequest) -> list[float]:
    return await _heating_column(request, body, "dhw")


@router.post("/get-air-temp")
async def get_air_temperature(request: Request, body: SpanRequest) -> list[float]:
    return await _heating_column(request, body, "air_temperature")


@router.post("/get-import-tariffs")
async def get_import_tariffs(request: Request, body: SpansRequest) -> list[list[float]]:
    found = [
        await series_of(pool_of(request), "ImportTariff", each, body.start_ts, body.end_ts) for each in body.dataset_id
    ]
    return [[pence / 100 for pence in _complete(values or [], body)] for values in found]


@router.post("/get-renewables-generation")
async def get_renewables_generation(request: Request, body: SpansRequest) -> list[list[float]]:
    return [await solar_yield(pool_of(request), each, body.start_ts, body.end_ts) for each in body.dataset_id]


@router.post("/get-grid-co2")
async def get_grid_co2(request: Request, body: SpanRequest) -> list[float]:
    values = await series_of(pool_of(request), "CarbonIntensity", body.dataset_id, body.start_ts, body.end_ts)
    return _complete(values or [], body)


@router.post("/get-electricity-load")
async def get_electricity_load(request: Request, body: SpanRequest) -> list[float]:
    pool = pool_of(request)
    row = await one(pool, "SELECT * FROM client_meters.metadata WHERE dataset_id = $1", body.dataset_id)
    if row["fuel_type"] != "elec" or row["reading_type"] != "halfhourly":
        raise HTTPException(400, "not half-hourly readings of electricity")
    if row["is_synthesised"]:
        table, column = HALF_HOURLY["ElectricityMeterDataSynthesised"]
        rows = await rows_of(pool, table, column, body.dataset_id, body.start_ts, body.end_ts)
        return required_numbers(rows, "value")
    return await metered(pool, body.dataset_id, body.start_ts, body.end_ts)


@router.post("/get-blended-electricity-load")
async def get_blended_electricity_load(request: Request, body: BlendRequest) -> list[float]:
    return await blended(pool_of(request), body.real, body.synthesised, body.start_ts, body.end_ts)


@router.post("/get-meter-data")
async def get_meter_data(request: Request, body: DatasetRequest) -> int:
    pool = pool_of(request)
    row = await one(pool, "SELECT fuel_type FROM client_meters.metadata WHERE dataset_id = $1", body.dataset_id)
    table = "gas_meters" if row["fuel_type"] == "gas" else "electricity_meters"
    rows = await pool.fetch(f"SELECT consumption_kwh FROM client_meters.{table} WHERE dataset_id = $1", body.dataset_id)
    if not rows:
        raise HTTPException(400, "no readings")
    return len(required_numbers(rows, "consumption_kwh"))


@router.post("/get-weather")
async def get_weather(request: Request, body: WeatherRequest) -> int:
    rows = await pool_of(request).fetch(
        """SELECT temp, humidity, windspeed, solarradiation FROM weather.visual_crossing
            WHERE location = $1 AND timestamp >= $2 AND timestamp < $3""",
        body.location,
        body.start_ts,
        body.end_ts,
    )
    for column in ("temp", "humidity", "windspeed"):
        required_numbers(rows, column)
    if len(rows) * 2 != half_hours(body.start_ts, body.end_ts):
        raise HTTPException(400, f"{len(rows)} hours of weather")
    return len(rows)


@router.post("/get-thermal-model")
async def get_thermal_model(request: Request, body: DatasetRequest) -> ThermalModel:
    row = await one(pool_of(request), "SELECT results FROM heating.thermal_model WHERE dataset_id = $1", body.dataset_id)
    return ThermalModel.model_validate(decode(row["results"]))


@router.post("/replace-dataset")
async def replace_dataset(request: Request, body: ReplaceRequest) -> None:
    """Puts a copy of a tariff under a new id in the place of the old one, in its bundle as well."""
    async with pool_of(request).acquire() as connection, connection.transaction():
        await connection.execute("SET CONSTRAINTS tariffs.electricity_dataset_id_metadata_fkey DEFERRED")
        await connection.execute(
            "UPDATE tariffs.electricity SET dataset_id = $2 WHERE dataset_id = $1", body.dataset_id, body.new_id
        )
        await connection.execute("UPDATE client_info.site_baselines SET tariff_id = NULL WHERE tariff_id = $1", body.dataset_id)
        await connection.execute(
            "UPDATE tariffs.metadata SET dataset_id = $2 WHERE dataset_id = $1", body.dataset_id, body.new_id
        )
        await connection.execute(
            "UPDATE data_bundles.dataset_links SET dataset_id = $2 WHERE dataset_id = $1", body.dataset_id, body.new_id
        )


@router.post("/generate-import-tariffs")
async def generate_import_tariffs(request: Request, body: TariffRequest) -> DatasetRequest:
    """Writes the prices before the tariff that they belong to: the key is checked at commit."""
    dataset_id = uuid4()
    times = [body.start_ts + number * HALF_HOUR for number in range(half_hours(body.start_ts, body.end_ts))]
    async with pool_of(request).acquire() as connection, connection.transaction():
        await connection.execute("SET CONSTRAINTS tariffs.electricity_dataset_id_metadata_fkey DEFERRED")
        await connection.copy_records_to_table(
            "electricity",
            schema_name="tariffs",
            columns=["dataset_id", "start_ts", "end_ts", "unit_cost"],
            records=[(dataset_id, time, time + timedelta(minutes=30), body.day_cost) for time in times],
        )
        await connection.execute(
            """INSERT INTO tariffs.metadata (dataset_id, site_id, created_at, provider, product_name, tariff_name)
               VALUES ($1, $2, now(), 'synthetic', 'fixed', 'fixed')""",
            dataset_id,
            body.site_id,
        )
    return DatasetRequest(dataset_id=dataset_id)
