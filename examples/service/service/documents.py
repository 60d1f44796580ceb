"""What the service accepts of the database's JSON documents, texts with set values and ids."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator


def _version_4_or_7(value: UUID) -> UUID:
    if value.version not in (4, 7):
        raise ValueError(f"{value} is not a UUID of version 4 or 7")
    return value


def _whole_half_hours(value: datetime) -> datetime:
    if value.timestamp() % 1800 != 0:
        raise ValueError(f"{value} is not a whole half-hour")
    return value


Id = Annotated[UUID, AfterValidator(_version_4_or_7)]
NameId = Annotated[str, Field(pattern="^[0-9a-z_]+$")]
HalfHour = Annotated[datetime, AfterValidator(_whole_half_hours)]
NotNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]

DatasetType = Literal[
    "SiteBaseline",
    "GasMeterData",
    "ElectricityMeterData",
    "ElectricityMeterDataSynthesised",
    "RenewablesGeneration",
    "HeatingLoad",
    "ImportTariff",
    "CarbonIntensity",
    "ASHPData",
    "Weather",
    "ThermalModel",
    "PHPP",
]
JobStatus = Literal["queued", "working", "error", "completed"]
Provider = Literal["octopus", "synthetic"]
Grade = Literal["A", "B", "C", "D", "E", "F", "G"]
GasType = Literal["NATURAL_GAS", "LIQUID_PETROLEUM_GAS"]
HeatSource = Literal["AMBIENT_AIR", "HOTROOM"]
BatteryMode = Literal["CONSUME", "CONSUME_PLUS"]
GenerationMethod = Literal["regression", "thermal_model", "phpp", "auto", "custom"]


class Prices(BaseModel):
    """GBP of a size, by segments."""

    class Segment(BaseModel):
        upper: float
        rate: float

    fixed_cost: float
    segments: list[Segment] = []
    final_rate: float

    @model_validator(mode="after")
    def ascending(self) -> "Prices":
        uppers = [segment.upper for segment in self.segments]
        if uppers != sorted(set(uppers)):
            raise ValueError("segments do not ascend")
        return self


class CapexModel(BaseModel):
    gas_heater_prices: Prices
    grid_prices: Prices
    heatpump_prices: Prices
    ess_pcs_prices: Prices
    ess_enclosure_prices: Prices
    ess_enclosure_disposal_prices: Prices
    pv_panel_prices: Prices
    pv_roof_prices: Prices
    pv_ground_prices: Prices
    pv_BoP_prices: Prices


class OpexModel(BaseModel):
    ess_pcs_prices: Prices
    ess_enclosure_prices: Prices
    gas_heater_prices: Prices
    heatpump_prices: Prices
    pv_prices: Prices


class Config(BaseModel):
    capex_limit: NotNegative = 2_500_000
    use_boiler_upgrade_scheme: bool = False
    general_grant_funding: NotNegative = 0
    npv_time_horizon: Annotated[int, Field(ge=1)] = 10
    npv_discount_factor: float = 0
    capex_model: CapexModel | None = None
    opex_model: OpexModel | None = None


class Component(BaseModel):
    incumbent: bool = False
    age: NotNegative = 0


class Building(Component):
    scalar_heat_load: NotNegative = 1
    scalar_electrical_load: NotNegative = 1
    fabric_intervention_index: Count = 0
    floor_area: Positive | None = None
    lifetime: Positive = 30


class Grid(Component):
    grid_import: NotNegative = 23
    grid_export: NotNegative = 23
    import_headroom: Share = 0.25
    tariff_index: Count = 0
    export_tariff: float = 0.05
    lifetime: Positive = 25


class GasHeater(Component):
    maximum_output: Positive = 40
    gas_type: GasType = "NATURAL_GAS"
    boiler_efficiency: Annotated[float, Field(gt=0, le=1)] = 0.9
    fixed_gas_price: NotNegative = 0.068
    lifetime: Positive = 10


class HeatPump(Component):
    heat_power: NotNegative = 20
    heat_source: HeatSource = "AMBIENT_AIR"
    send_temp: float = 70
    lifetime: Positive = 10


class Battery(Component):
    capacity: Positive = 20
    charge_power: Positive = 10
    discharge_power: Positive = 10
    battery_mode: BatteryMode = "CONSUME"
    initial_charge: NotNegative = 0
    lifetime: Positive = 15


class HotWater(Component):
    cylinder_volume: NotNegative = 100
    lifetime: Positive = 12


class DataCentre(Component):
    maximum_load: NotNegative = 50
    hotroom_temp: float = 43
    lifetime: Positive = 10


class Mop(Component):
    maximum_load: NotNegative = 300
    lifetime: Positive = 10


class ElectricVehicles(Component):
    flexible_load_ratio: Share = 0.5
    small_chargers: Count = 0
    fast_chargers: Count = 3
    rapid_chargers: Count = 0
    ultra_chargers: Count = 0
    scalar_electrical_load: NotNegative = 3
    lifetime: Positive = 15


class Panels(Component):
    yield_scalar: NotNegative = 20
    yield_index: Count = 0
    lifetime: Positive = 25


class Scenario(BaseModel):
    """What stands at a site, or could. Unknown keys are dropped."""

    building: Building | None = None
    grid: Grid | None = None
    gas_heater: GasHeater | None = None
    heat_pump: HeatPump | None = None
    energy_storage_system: Battery | None = None
    domestic_hot_water: HotWater | None = None
    data_centre: DataCentre | None = None
    mop: Mop | None = None
    electric_vehicles: ElectricVehicles | None = None
    solar_panels: list[Panels] | None = None
    config: Config | None = None


def unknown_keys(document: dict[str, Any]) -> list[str]:
    """Components, and keys of components, that a baseline must not have."""
    found = [name for name in document if name not in Scenario.model_fields]
    models = {
        "building": Building,
        "grid": Grid,
        "gas_heater": GasHeater,
        "heat_pump": HeatPump,
        "energy_storage_system": Battery,
        "domestic_hot_water": HotWater,
        "data_centre": DataCentre,
        "mop": Mop,
        "electric_vehicles": ElectricVehicles,
        "solar_panels": Panels,
    }
    for name, model in models.items():
        value = document.get(name)
        parts = value if isinstance(value, list) else [value or {}]
        found += [f"{name}.{key}" for part in parts for key in part if key not in model.model_fields]
    return found


class HeatingParams(BaseModel):
    generation_method: GenerationMethod


class FabricCost(BaseModel):
    name: str
    area: float | None
    cost: float


class CapexPart(BaseModel):
    name: str
    component: str | None = None
    cost: float
    sub_components: list["CapexPart"] = []


class ThermalModel(BaseModel):
    scale_factor: NotNegative
    ach: NotNegative
    u_value: NotNegative
    boiler_power: NotNegative
    setpoint: NotNegative
    dhw_usage: NotNegative
    r2_score: float | None = None
