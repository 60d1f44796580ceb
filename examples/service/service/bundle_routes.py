"""Bundles: sets of series of one site over one span, and the jobs that make them."""

from datetime import datetime, timezone
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, TypeAdapter

from .client_routes import SiteRequest
from .documents import DatasetType, HeatingParams, HalfHour, Id, JobStatus, Provider, Scenario, unknown_keys
from .reading import decode, half_hours, one, pool_of
from .series import series_of

router = APIRouter(prefix="/api/data")

ASHP_ID = UUID("00000000-0000-4000-8000-000000000000")


class Bundle(BaseModel):
    bundle_id: Id
    name: str | None
    site_id: str
    start_ts: HalfHour
    end_ts: HalfHour
    created_at: datetime
    is_complete: bool
    is_error: bool


class Link(BaseModel):
    dataset_id: Id
    dataset_type: DatasetType
    dataset_subtype: str | None
    dataset_order: int | None


class TariffHint(BaseModel):
    provider: Provider
    product_name: str
    tariff_name: str


class Hints(BaseModel):
    baseline: Scenario | None
    tariffs: list[TariffHint]
    heating: list[HeatingParams]
    renewables: list[str]


class Job(BaseModel):
    job_id: int
    job_type: str
    job_status: JobStatus
    bundle_id: Id | None
    detail: str | None


BUNDLES = """
    SELECT m.*, COALESCE(BOOL_AND(j.job_status = 'completed'), true) AS is_complete,
           COALESCE(BOOL_OR(j.job_status = 'error'), false) AS is_error
      FROM data_bundles.metadata AS m LEFT JOIN job_queue.job_status AS j USING (bundle_id)
     WHERE m.site_id = $1 GROUP BY m.bundle_id ORDER BY m.created_at DESC"""


async def bundles_of(pool: asyncpg.Pool, site_id: str) -> list[Bundle]:
    """The bundles of a site, the newest first."""
    bundles = [Bundle(**row) for row in await pool.fetch(BUNDLES, site_id)]
    for bundle in bundles:
        if not bundle.start_ts < bundle.end_ts <= datetime.now(timezone.utc):
            raise ValueError(f"bundle {bundle.bundle_id} ends before it starts, or in the future")
    return bundles


async def links_of(pool: asyncpg.Pool, bundle_id: UUID) -> list[Link]:
    """What a bundle is made of, by type and order."""
    rows = await pool.fetch(
        "SELECT * FROM data_bundles.dataset_links WHERE bundle_id = $1 ORDER BY dataset_type, dataset_order", bundle_id
    )
    return TypeAdapter(list[Link]).validate_python([dict(row) for row in rows])


async def hints_of(pool: asyncpg.Pool, bundle_id: UUID) -> Hints:
    """What the datasets of a bundle stand for."""
    links = await links_of(pool, bundle_id)

    async def rows(table: str, kind: str, key: str = "dataset_id") -> list[asyncpg.Record]:
        return [
            await one(pool, f"SELECT * FROM {table} WHERE {key} = $1", link.dataset_id)
            for link in links
            if link.dataset_type == kind
        ]

    [*baselines] = await rows("client_info.site_baselines", "SiteBaseline", "baseline_id")
    documents = [decode(row["baseline"]) for row in baselines]
    if any(unknown_keys(document) for document in documents):
        raise HTTPException(400, "a baseline has unknown keys")
    return Hints(
        baseline=Scenario.model_validate(documents[0]) if documents else None,
        tariffs=[TariffHint(**row) for row in await rows("tariffs.metadata", "ImportTariff")],
        heating=[HeatingParams.model_validate(decode(row["params"])) for row in await rows("heating.metadata", "HeatingLoad")],
        renewables=[
            decode(link.dataset_subtype).strip('"') for link in links if link.dataset_type == "RenewablesGeneration"
        ],
    )


@router.post("/list-dataset-bundles")
async def list_dataset_bundles(request: Request, body: SiteRequest) -> list[Bundle]:
    return await bundles_of(pool_of(request), body.site_id)


@router.post("/list-bundle-contents")
async def list_bundle_contents(request: Request, bundle_id: Id) -> list[Link]:
    return await links_of(pool_of(request), bundle_id)


@router.post("/get-bundle-hints")
async def get_bundle_hints(request: Request, bundle_id: Id) -> Hints:
    return await hints_of(pool_of(request), bundle_id)


async def contents_of(pool: asyncpg.Pool, bundle: Bundle) -> dict[str, list[list[float]]]:
    """All series of a bundle by type, in their order; each has a value for every half-hour."""
    found: dict[str, list[list[float]]] = {}
    links = await links_of(pool, bundle.bundle_id)
    if len({link.dataset_id for link in links}) != len(links):
        raise ValueError("a dataset is linked twice")
    types = {link.dataset_type for link in links}
    for link in links:
        if link.dataset_type == "ASHPData" and link.dataset_id != ASHP_ID:
            raise ValueError("heat pump data of its own")
        if link.dataset_type == "ElectricityMeterData" and "ElectricityMeterDataSynthesised" in types:
            continue
        values = await series_of(pool, link.dataset_type, link.dataset_id, bundle.start_ts, bundle.end_ts)
        if values is not None:
            found.setdefault(link.dataset_type, []).append(values)
    wanted = half_hours(bundle.start_ts, bundle.end_ts)
    for kind, series in found.items():
        for values in series:
            if len(values) != wanted or wanted == 0:
                raise ValueError(f"{kind} has {len(values)} half-hours of {wanted}")
    return found


@router.post("/get-dataset-bundle")
async def get_dataset_bundle(request: Request, bundle_id: Id) -> dict[str, Any]:
    pool = pool_of(request)
    site_id = (await one(pool, "SELECT site_id FROM data_bundles.metadata WHERE bundle_id = $1", bundle_id))["site_id"]
    [bundle] = [each for each in await bundles_of(pool, site_id) if each.bundle_id == bundle_id]
    return {kind: [len(values) for values in series] for kind, series in (await contents_of(pool, bundle)).items()}


class SpecificRequest(BaseModel):
    site_id: str
    start_ts: HalfHour
    end_ts: HalfHour
    datasets: dict[DatasetType, list[Id]]


@router.post("/get-specific-datasets")
async def get_specific_datasets(request: Request, body: SpecificRequest) -> dict[str, list[int]]:
    """Datasets that are named one by one, as for a task without a bundle."""
    pool, wanted = pool_of(request), half_hours(body.start_ts, body.end_ts)
    found: dict[str, list[int]] = {}
    for kind, ids in body.datasets.items():
        for dataset_id in ids:
            values = await series_of(pool, kind, dataset_id, body.start_ts, body.end_ts)
            if values is not None and len(values) != wanted:
                raise HTTPException(400, f"{kind} has {len(values)} half-hours of {wanted}")
            found.setdefault(kind, []).append(0 if values is None else len(values))
    return found


@router.post("/list-latest-datasets")
async def list_latest_datasets(request: Request, body: SiteRequest) -> list[Link]:
    pool = pool_of(request)
    complete = [bundle for bundle in await bundles_of(pool, body.site_id) if bundle.is_complete]
    with_links = {bundle.bundle_id: links for bundle in complete if (links := await links_of(pool, bundle.bundle_id))}
    newest = max(
        (bundle for bundle in complete if bundle.bundle_id in with_links), key=lambda bundle: bundle.created_at
    )
    return with_links[newest.bundle_id]


@router.post("/get-latest-datasets")
async def get_latest_datasets(request: Request, body: SiteRequest) -> Bundle:
    return (await bundles_of(pool_of(request), body.site_id))[0]


@router.post("/list-queue-contents")
async def list_queue_contents(request: Request, bundle_id: Id | None = None) -> list[Job]:
    rows = await pool_of(request).fetch(
        """SELECT * FROM job_queue.job_status WHERE $1::uuid IS NULL OR bundle_id = $1 ORDER BY job_id""", bundle_id
    )
    return [Job(**row) for row in rows]


@router.get("/list-queue-workers")
async def list_queue_workers(request: Request) -> dict[str, int]:
    """How many jobs have each state."""
    rows = await pool_of(request).fetch(
        "SELECT job_status, count(*) AS jobs FROM job_queue.job_status WHERE bundle_id IS NOT NULL GROUP BY 1"
    )
    return TypeAdapter(dict[JobStatus, int]).validate_python({row["job_status"]: row["jobs"] for row in rows})


@router.post("/run-next-job")
async def run_next_job(request: Request) -> Job | None:
    """Takes the first job of the queue and completes it."""
    async with pool_of(request).acquire() as connection, connection.transaction():
        taken = await connection.fetchrow(
            """UPDATE job_queue.job_status SET job_status = 'working', started_at = now()
                WHERE job_id = (SELECT job_id FROM job_queue.job_status WHERE job_status = 'queued'
                                 ORDER BY job_id FOR UPDATE SKIP LOCKED LIMIT 1)
             RETURNING *"""
        )
        if taken is None:
            return None
        decode(taken["request"])
        done = await connection.fetchrow(
            """UPDATE job_queue.job_status SET job_status = 'completed', completed_at = now()
                WHERE job_id = $1 RETURNING *""",
            taken["job_id"],
        )
        return Job(**done)
