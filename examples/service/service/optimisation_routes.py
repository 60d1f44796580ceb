"""Optimisations: what they were asked, what they found, and what was picked of it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field, TypeAdapter

from .bundle_routes import Hints, contents_of, bundles_of, hints_of, links_of
from .client_routes import ClientRequest
from .documents import CapexModel, CapexPart, Config, Grade, Id, OpexModel, Scenario
from .optimiser_documents import Bounds, Metric, SearchSpace, Task
from .reading import decode, decode_if_there, finite, one, pool_of

router = APIRouter(prefix="/api/data")
optimiser = APIRouter(prefix="/api/optimisation")


class TaskRequest(BaseModel):
    task_id: Id


class ResultRequest(BaseModel):
    portfolio_id: Id
    site_id: str


class CuratedRequest(BaseModel):
    task_id: Id
    portfolio_id: Id
    display_name: str


class TasksRequest(ClientRequest):
    limit: int = Field(default=100, gt=0)
    offset: int = Field(default=0, ge=0)


class StoredTask(BaseModel):
    task_id: Id
    task_name: str | None
    optimiser_type: str
    objectives: list[str] | None
    n_evals: int | None = Field(gt=0)


class SiteResult(BaseModel):
    site_id: str
    scenario: Scenario
    capex_breakdown: list[CapexPart] | None
    scenario_score: int | None
    scenario_grade: Grade | None
    baseline_score: int | None
    baseline_grade: Grade | None
    metrics: dict[str, float | None]


class PortfolioResult(BaseModel):
    portfolio_id: Id
    is_feasible: bool | None
    metrics: dict[str, float | None]
    sites: list[SiteResult]


class Results(BaseModel):
    portfolios: list[PortfolioResult]
    search_spaces: dict[str, dict[str, list[tuple[Any, Any]]]]
    hints: dict[str, Hints]


class CuratedResult(BaseModel):
    highlight_id: Id
    task_id: Id
    portfolio_id: Id
    submitted_at: datetime
    display_name: str


class StoredCostModel(BaseModel):
    """The prices as JSON text."""

    cost_model_id: Id
    model_name: str | None
    capex_model: str
    opex_model: str
    created_at: datetime


class CostModel(BaseModel):
    cost_model_id: Id
    model_name: str | None
    capex_model: CapexModel
    opex_model: OpexModel


def _metrics(row: Any) -> dict[str, float | None]:
    return {
        name: finite(value)
        for name, value in row.items()
        if name.startswith("metric_") and "environmental_impact" not in name
    }


def _ends(component: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The least and the greatest value of each list."""
    return [(min(values), max(values)) for values in component.values() if isinstance(values, list)]


@router.post("/list-optimisation-tasks")
async def list_optimisation_tasks(request: Request, body: TasksRequest) -> list[StoredTask]:
    rows = await pool_of(request).fetch(
        """SELECT c.*, r.n_evals FROM optimisation.task_config AS c LEFT JOIN optimisation.task_results AS r USING (task_id)
            WHERE client_id = $1 ORDER BY created_at DESC LIMIT $2 OFFSET $3""",
        body.client_id,
        body.limit,
        body.offset,
    )
    return [StoredTask(**{**row, "objectives": decode_if_there(row["objectives"])}) for row in rows]


@router.post("/get-optimisation-results")
async def get_optimisation_results(request: Request, body: TaskRequest) -> Results:
    pool = pool_of(request)
    portfolios = []
    for row in await pool.fetch("SELECT * FROM optimisation.portfolio_results WHERE task_id = $1", body.task_id):
        sites = await pool.fetch("SELECT * FROM optimisation.site_results WHERE portfolio_id = $1", row["portfolio_id"])
        results = [
            SiteResult(
                site_id=site["site_id"],
                scenario=decode(site["scenario"]),
                capex_breakdown=decode_if_there(site["scenario_capex_breakdown"]),
                scenario_score=site["metric_scenario_environmental_impact_score"],
                scenario_grade=site["metric_scenario_environmental_impact_grade"],
                baseline_score=site["metric_baseline_environmental_impact_score"],
                baseline_grade=site["metric_baseline_environmental_impact_grade"],
                metrics=_metrics(site),
            )
            for site in sites
        ]
        portfolios.append(
            PortfolioResult(
                portfolio_id=row["portfolio_id"], is_feasible=row["is_feasible"], metrics=_metrics(row), sites=results
            )
        )
    spaces: dict[str, dict[str, list[tuple[Any, Any]]]] = {}
    hints = {}
    for row in await pool.fetch("SELECT * FROM optimisation.site_task_config WHERE task_id = $1", body.task_id):
        components = {name: part for name, part in decode(row["site_range"]).items() if part and name != "config"}
        spaces[row["site_id"]] = {
            name: [ends for each in (part if isinstance(part, list) else [part]) for ends in _ends(each)]
            for name, part in components.items()
        }
        if row["bundle_id"] is not None:
            hints[row["site_id"]] = await hints_of(pool, row["bundle_id"])
        elif decode(row["site_data"])["site_id"] != row["site_id"]:
            raise ValueError("the data of another site")
    return Results(portfolios=portfolios, search_spaces=spaces, hints=hints)


@router.post("/get-result-configuration")
async def get_result_configuration(request: Request, body: ResultRequest) -> Config:
    row = await one(
        pool_of(request),
        """SELECT s.scenario, c.site_config
             FROM optimisation.site_results AS s JOIN optimisation.portfolio_results AS p USING (portfolio_id)
             JOIN optimisation.site_task_config AS c ON c.task_id = p.task_id AND c.site_id = s.site_id
            WHERE s.portfolio_id = $1 AND s.site_id = $2""",
        body.portfolio_id,
        body.site_id,
    )
    if row["site_config"] is None:
        return Config.model_validate(decode(row["scenario"])["config"])
    return Config.model_validate(decode(row["site_config"]))


@router.post("/list-curated-results")
async def list_curated_results(request: Request) -> list[CuratedResult]:
    rows = await pool_of(request).fetch("SELECT * FROM optimisation.curated_results ORDER BY submitted_at")
    return [CuratedResult(**{**row, "display_name": f"Best {row['display_name']}"}) for row in rows]


@router.post("/add-curated-result")
async def add_curated_result(request: Request, body: CuratedRequest) -> Id:
    highlight_id = uuid4()
    await pool_of(request).execute(
        """INSERT INTO optimisation.curated_results (highlight_id, task_id, portfolio_id, submitted_at, display_name)
           VALUES ($1, $2, $3, now(), $4)""",
        highlight_id,
        body.task_id,
        body.portfolio_id,
        body.display_name,
    )
    return highlight_id


@router.post("/remove-curated-result")
async def remove_curated_result(request: Request, highlight_id: Id) -> None:
    await pool_of(request).execute("DELETE FROM optimisation.curated_results WHERE highlight_id = $1", highlight_id)


@router.post("/list-cost-models")
async def list_cost_models(request: Request) -> list[StoredCostModel]:
    rows = await pool_of(request).fetch("SELECT * FROM optimisation.cost_models ORDER BY created_at")
    return [StoredCostModel(**row) for row in rows]


@router.post("/get-cost-model")
async def get_cost_model(request: Request, cost_model_id: Id) -> CostModel:
    row = await one(
        pool_of(request), "SELECT * FROM optimisation.cost_models WHERE cost_model_id = $1", cost_model_id
    )
    return CostModel(**{**row, "capex_model": decode(row["capex_model"]), "opex_model": decode(row["opex_model"])})


@optimiser.post("/check-task")
async def check_task(request: Request, body: TaskRequest) -> Task:
    """Reads a stored task as the optimiser would run it: every site with its search space, settings and data."""
    pool = pool_of(request)
    row = await one(pool, "SELECT * FROM optimisation.task_config WHERE task_id = $1", body.task_id)
    sites = await pool.fetch("SELECT * FROM optimisation.site_task_config WHERE task_id = $1", body.task_id)
    for site in sites:
        space = SearchSpace.model_validate(decode(site["site_range"]))
        if site["site_config"] is not None:
            Config.model_validate(decode(site["site_config"]))
        TypeAdapter(dict[Metric, Bounds] | None).validate_python(decode_if_there(site["site_constraints"]))
        [bundle] = [each for each in await bundles_of(pool, site["site_id"]) if each.bundle_id == site["bundle_id"]]
        contents = await contents_of(pool, bundle)
        types = [link.dataset_type for link in await links_of(pool, bundle.bundle_id)]
        for kind in ("HeatingLoad", "ImportTariff", "RenewablesGeneration", "CarbonIntensity", "ASHPData"):
            if kind not in types or (kind in ("CarbonIntensity", "ASHPData") and types.count(kind) != 1):
                raise HTTPException(400, f"bundle {bundle.bundle_id} has {types.count(kind)} {kind}")
        _require_within(space.building and space.building.fabric_intervention_index, contents["HeatingLoad"])
        _require_within(space.grid and space.grid.tariff_index, contents["ImportTariff"])
        for panels in space.solar_panels or []:
            _require_within(panels.yield_index, contents["RenewablesGeneration"])
    return Task(
        optimiser=row["optimiser_type"],
        hyperparameters=decode_if_there(row["optimiser_hyperparameters"]),
        objectives=decode(row["objectives"]),
        portfolio_constraints=decode_if_there(row["portfolio_constraints"]),
    )


def _require_within(indices: list[int] | None, series: list[list[float]]) -> None:
    if indices is not None and max(indices) >= len(series):
        raise HTTPException(400, f"index {max(indices)} of {len(series)} series")
