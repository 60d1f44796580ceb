"""Calls every list and get endpoint for all that is in the database: none may answer 4xx or 5xx."""

from datetime import datetime, timedelta
from uuid import uuid4

DATA = "/api/data"


def sites_of(service):
    clients = service.post(f"{DATA}/list-clients") or []
    assert clients
    return [site["id"] for client in clients for site in service.post(f"{DATA}/list-sites", {"client_id": client["id"]})]


def rows(service, query):
    return service.loop.run_until_complete(service.app.state.pool.fetch(query))


def test_clients_and_sites(service):
    for site_id in sites_of(service):
        site = {"site_id": site_id}
        for endpoint in ("get-location", "get-solar-locations", "list-phpp", "list-feasible-interventions"):
            service.post(f"{DATA}/{endpoint}", site)
        for baseline in service.post(f"{DATA}/list-site-baselines", site) or []:
            service.post(f"{DATA}/get-site-baseline", {"dataset_id": baseline["baseline_id"]})
    assert service.failures == []
    assert service.calls > 20


def test_sites_whose_meters_are_unlike(service):
    """A world of its own has them; that every endpoint accepts them, the other tests show."""
    if service.world != "unlike meters":
        return
    meters = rows(
        service,
        """SELECT count(*) FILTER (WHERE fuel_type = 'elec') AS electricity, count(*) FILTER (WHERE fuel_type <> 'elec') AS fuel
             FROM client_info.site_info LEFT JOIN client_meters.metadata USING (site_id)
            WHERE is_synthesised IS NOT TRUE GROUP BY site_id""",
    )
    counts = {(row["electricity"], row["fuel"]) for row in meters}
    assert {electricity for electricity, _ in counts} == {0, 1, 2}
    assert {fuel for _, fuel in counts} == {0, 1, 2}
    standing = [
        baseline
        for site_id in sites_of(service)
        for each in service.post(f"{DATA}/list-site-baselines", {"site_id": site_id}) or []
        for baseline in [service.post(f"{DATA}/get-site-baseline", {"dataset_id": each["baseline_id"]}) or {}]
        if baseline.get("solar_panels")
    ]
    assert standing
    assert all(panels["incumbent"] for baseline in standing for panels in baseline["solar_panels"])
    assert service.failures == []


def test_bundles(service):
    for site_id in sites_of(service):
        site = {"site_id": site_id}
        assert service.post(f"{DATA}/list-latest-datasets", site) != []
        service.post(f"{DATA}/get-latest-datasets", site)
        bundles = service.post(f"{DATA}/list-dataset-bundles", site) or []
        assert any(bundle["is_complete"] for bundle in bundles)
        for bundle in bundles:
            query = {"bundle_id": bundle["bundle_id"]}
            service.post(f"{DATA}/list-queue-contents", **query)
            contents = service.post(f"{DATA}/list-bundle-contents", **query)
            service.post(f"{DATA}/get-bundle-hints", **query)
            if bundle["is_complete"]:
                lengths = service.post(f"{DATA}/get-dataset-bundle", **query)
                assert lengths is None or set(map(max, lengths.values())) == set(map(min, lengths.values()))
                assert contents
    assert service.failures == []


def test_the_series_of_bundles(service):
    for site_id in sites_of(service):
        for bundle in service.post(f"{DATA}/list-dataset-bundles", {"site_id": site_id}) or []:
            links = service.post(f"{DATA}/list-bundle-contents", bundle_id=bundle["bundle_id"]) or []
            span = {"start_ts": bundle["start_ts"], "end_ts": bundle["end_ts"]}
            ids = {}
            for link in links:
                ids.setdefault(link["dataset_type"], []).append(link["dataset_id"])
            named = {kind: ids[kind] for kind in ids if kind not in ("ElectricityMeterData", "ASHPData")}
            service.post(f"{DATA}/get-specific-datasets", {"site_id": site_id, "datasets": named, **span})
            for kind, endpoint in {
                "HeatingLoad": "get-heating-load",
                "ImportTariff": "get-import-tariffs",
                "RenewablesGeneration": "get-renewables-generation",
            }.items():
                if kind in ids:
                    service.post(f"{DATA}/{endpoint}", {"dataset_id": ids[kind], **span})
            for kind, endpoint in {
                "HeatingLoad": "get-dhw-load",
                "HeatingLoad ": "get-air-temp",
                "CarbonIntensity": "get-grid-co2",
                "ElectricityMeterDataSynthesised": "get-electricity-load",
            }.items():
                for dataset_id in ids.get(kind.strip(), [])[:1]:
                    service.post(f"{DATA}/{endpoint}", {"dataset_id": dataset_id, **span})
            for real, synthesised in zip(
                ids.get("ElectricityMeterData", []), ids.get("ElectricityMeterDataSynthesised", [])
            ):
                # Meters of `--noise realistic` have gaps: only the two together have every half-hour.
                body = {"real": real, "synthesised": synthesised, **span}
                service.post(f"{DATA}/get-blended-electricity-load", body)
    assert service.failures == []


def test_meters_weather_and_models(service):
    for row in rows(service, "SELECT dataset_id FROM client_meters.metadata WHERE NOT is_synthesised"):
        service.post(f"{DATA}/get-meter-data", {"dataset_id": str(row["dataset_id"])})
    for row in rows(service, "SELECT dataset_id FROM heating.thermal_model"):
        service.post(f"{DATA}/get-thermal-model", {"dataset_id": str(row["dataset_id"])})
    for row in rows(service, "SELECT location, min(timestamp) AS first, max(timestamp) AS last FROM weather.visual_crossing GROUP BY 1"):
        span = {"start_ts": row["first"].isoformat(), "end_ts": (row["last"] + timedelta(hours=1)).isoformat()}
        service.post(f"{DATA}/get-weather", {"location": row["location"], **span})
    assert service.failures == []
    assert service.calls > 6


def test_a_tariff_is_made(service):
    [site_id, *_] = sites_of(service)
    start = datetime(2024, 1, 1)
    span = {"start_ts": f"{start.isoformat()}Z", "end_ts": f"{(start + timedelta(days=1)).isoformat()}Z"}
    made = service.post(f"{DATA}/generate-import-tariffs", {"site_id": site_id, "day_cost": 27.5, **span})
    assert service.failures == []
    moved = {"dataset_id": [str(uuid4())], **span}
    service.post(f"{DATA}/replace-dataset", {"dataset_id": made["dataset_id"], "new_id": moved["dataset_id"][0]})
    [prices] = service.post(f"{DATA}/get-import-tariffs", moved)
    assert service.failures == []
    assert prices == [0.275] * 48
    service.loop.run_until_complete(
        service.app.state.pool.execute("DELETE FROM tariffs.electricity WHERE dataset_id = $1", moved["dataset_id"][0])
    )
    service.loop.run_until_complete(
        service.app.state.pool.execute("DELETE FROM tariffs.metadata WHERE dataset_id = $1", moved["dataset_id"][0])
    )


def test_optimisations(service):
    clients = service.post(f"{DATA}/list-clients") or []
    tasks = [
        task["task_id"]
        for client in clients
        for offset in (0, 1)
        for task in service.post(
            f"{DATA}/list-optimisation-tasks", {"client_id": client["id"], "limit": 1, "offset": offset}
        )
        or []
    ]
    assert bool(tasks) == ("for a year" in service.world)
    for task_id in tasks:
        results = service.post(f"{DATA}/get-optimisation-results", {"task_id": task_id})
        service.post("/api/optimisation/check-task", {"task_id": task_id})
        for portfolio in results["portfolios"] if results else []:
            assert portfolio["sites"]
            for site in portfolio["sites"]:
                body = {"portfolio_id": portfolio["portfolio_id"], "site_id": site["site_id"]}
                service.post(f"{DATA}/get-result-configuration", body)
    assert service.failures == []


def test_curated_results_and_cost_models(service):
    curated = service.post(f"{DATA}/list-curated-results") or []
    for result in curated[:1]:
        added = service.post(
            f"{DATA}/add-curated-result",
            {"task_id": result["task_id"], "portfolio_id": result["portfolio_id"], "display_name": "Return"},
        )
        service.post(f"{DATA}/remove-curated-result", highlight_id=added)
    for model in service.post(f"{DATA}/list-cost-models") or []:
        service.post(f"{DATA}/get-cost-model", cost_model_id=model["cost_model_id"])
    assert service.failures == []
    assert bool(curated) == ("for a year" in service.world)


def test_the_queue_is_worked_off(service):
    # The jobs of the seeded world are finished one by one; what has ended stays as it is.
    before = service.post(f"{DATA}/list-queue-contents")
    workers = service.get(f"{DATA}/list-queue-workers")
    assert sum(workers.values()) == len(before)
    while service.post(f"{DATA}/run-next-job") is not None:
        pass
    after = service.post(f"{DATA}/list-queue-contents")
    assert service.failures == []
    assert len(before) == len(after)
    assert not [job for job in after if job["job_status"] == "queued"]
