"""Clients, sites, their roofs and what stands there."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel

from .documents import Id, NameId, Scenario, unknown_keys
from .reading import decode, one, pool_of

router = APIRouter(prefix="/api/data")


class ClientRequest(BaseModel):
    client_id: NameId


class SiteRequest(BaseModel):
    site_id: NameId


class DatasetRequest(BaseModel):
    dataset_id: Id


class Named(BaseModel):
    id: NameId
    name: str


class SolarLocation(BaseModel):
    renewables_location_id: str
    name: str | None
    tilt: float | None
    azimuth: float | None
    maxpower: float | None


@router.post("/list-clients")
async def list_clients(request: Request) -> list[Named]:
    rows = await pool_of(request).fetch("SELECT client_id AS id, name FROM client_info.clients ORDER BY 1")
    return [Named(**row) for row in rows]


@router.post("/list-sites")
async def list_sites(request: Request, body: ClientRequest) -> list[Named]:
    rows = await pool_of(request).fetch(
        "SELECT site_id AS id, name FROM client_info.site_info WHERE client_id = $1 ORDER BY 1", body.client_id
    )
    return [Named(**row) for row in rows]


@router.post("/get-location")
async def get_location(request: Request, body: SiteRequest) -> dict[str, Any]:
    row = await one(
        pool_of(request),
        "SELECT location, coordinates, address FROM client_info.site_info WHERE site_id = $1",
        body.site_id,
    )
    latitude, longitude = row["coordinates"]
    _, postcode = row["address"].rsplit(", ", 1)
    outward, inward = postcode.split(" ")
    if row["location"] is None:
        raise ValueError("location is NULL")
    return {"location": row["location"], "coordinates": [latitude, longitude], "postcode": [outward, inward]}


@router.post("/get-solar-locations")
async def get_solar_locations(request: Request, body: SiteRequest) -> list[SolarLocation]:
    rows = await pool_of(request).fetch("SELECT * FROM client_info.solar_locations WHERE site_id = $1", body.site_id)
    for row in rows:
        for angle in (row["tilt"], row["azimuth"]):
            if angle is not None and not 0 <= angle <= 360:
                raise ValueError(f"{row['renewables_location_id']}: {angle} is not an angle")
    return [SolarLocation(**row) for row in rows]


@router.post("/list-site-baselines")
async def list_site_baselines(request: Request, body: SiteRequest) -> list[dict[str, Any]]:
    rows = await pool_of(request).fetch(
        "SELECT baseline_id, baseline, created_at FROM client_info.site_baselines WHERE site_id = $1", body.site_id
    )
    return [{**row, "baseline": decode(row["baseline"])} for row in rows]


@router.post("/get-site-baseline")
async def get_site_baseline(request: Request, body: DatasetRequest) -> Scenario:
    row = await one(
        pool_of(request), "SELECT baseline FROM client_info.site_baselines WHERE baseline_id = $1", body.dataset_id
    )
    document = decode(row["baseline"])
    unknown = unknown_keys(document)
    if unknown:
        raise HTTPException(400, f"unknown: {', '.join(unknown)}")
    return Scenario.model_validate(document)


@router.post("/list-phpp")
async def list_structures(request: Request, body: SiteRequest) -> list[dict[str, Any]]:
    pool = pool_of(request)
    rows = await pool.fetch("SELECT * FROM heating.structure_metadata WHERE site_id = $1", body.site_id)
    found = []
    for row in rows:
        elements = await pool.fetch("SELECT * FROM heating.structure_elements WHERE structure_id = $1", row["structure_id"])
        areas = {element["area_type"]: 0.0 for element in elements}
        for element in elements:
            areas[element["area_type"]] += float(element["area"])
        for kind in ("exterior_wall_area", "roof_area", "floor_area", "window_area"):
            if areas.get(kind, 0) <= 0:
                raise ValueError(f"{row['structure_id']} has no {kind}")
        found.append({"structure_id": row["structure_id"], "volume": float(row["internal_volume"]), "areas": areas})
    return found


@router.post("/list-feasible-interventions")
async def list_feasible_interventions(request: Request, body: SiteRequest) -> list[str]:
    rows = await pool_of(request).fetch(
        "SELECT intervention_name FROM heating.feasible_interventions WHERE site_id = $1", body.site_id
    )
    return [row["intervention_name"] for row in rows]
