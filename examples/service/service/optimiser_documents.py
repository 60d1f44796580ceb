"""What the optimiser accepts of a task: stricter than what a reader of the same rows needs."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from .documents import BatteryMode, Count, GasType, HeatSource, NotNegative, Positive, Share

Metric = Literal[
    "meter_balance",
    "operating_balance",
    "cost_balance",
    "npv_balance",
    "payback_horizon",
    "return_on_investment",
    "carbon_balance_scope_1",
    "carbon_balance_scope_2",
    "carbon_balance_total",
    "carbon_cost",
    "capex",
    "annualised_cost",
    "peak_hload_shortfall",
    "total_gas_used",
    "total_electricity_imported",
    "total_electricity_generated",
    "total_electricity_exported",
    "total_electricity_curtailed",
    "total_electricity_used",
    "total_electrical_shortfall",
    "total_heat_shortfall",
    "total_ch_shortfall",
    "total_dhw_shortfall",
    "total_gas_import_cost",
    "total_electricity_import_cost",
    "total_electricity_export_gain",
    "total_meter_cost",
    "total_operating_cost",
    "total_net_present_value",
    "total_scope_1_emissions",
    "total_scope_2_emissions",
    "total_combined_carbon_emissions",
]
Optimiser = Literal["NSGA2", "Bayesian", "SeparatedNSGA2", "SeparatedNSGA2xNSGA2"]


class Bounds(BaseModel):
    min: float | None = None
    max: float | None = None


class Nsga2(BaseModel):
    pop_size: Annotated[int, Field(gt=0)] = 256
    n_offsprings: Annotated[int, Field(gt=0)] = 128
    prob_crossover: Positive = 0.2
    n_crossover: Annotated[int, Field(gt=0)] = 2
    prob_mutation: Positive = 0.8
    n_max_gen: Annotated[int, Field(gt=0)] = 1000


class RangeOfComponent(BaseModel):
    COMPONENT_IS_MANDATORY: bool
    incumbent: bool
    age: NotNegative
    lifetime: Positive = 20


def _values(kind: object) -> object:
    return Annotated[list[kind], Field(min_length=1)]


class BuildingRange(RangeOfComponent):
    scalar_heat_load: _values(NotNegative)
    scalar_electrical_load: _values(NotNegative)
    fabric_intervention_index: _values(Count)
    floor_area: Positive | None = None


class GridRange(RangeOfComponent):
    grid_import: _values(NotNegative)
    grid_export: _values(NotNegative)
    import_headroom: _values(Share)
    tariff_index: _values(Count)
    export_tariff: _values(float) = [0.05]


class GasHeaterRange(RangeOfComponent):
    maximum_output: _values(Positive) = [40]
    gas_type: _values(GasType)
    boiler_efficiency: _values(Share)
    fixed_gas_price: NotNegative = 0.068


class HeatPumpRange(RangeOfComponent):
    heat_power: _values(NotNegative)
    heat_source: _values(HeatSource)
    send_temp: _values(float)


class BatteryRange(RangeOfComponent):
    capacity: _values(Positive)
    charge_power: _values(Positive)
    discharge_power: _values(Positive)
    battery_mode: _values(BatteryMode)
    initial_charge: _values(NotNegative)


class PanelsRange(RangeOfComponent):
    COMPONENT_IS_MANDATORY: bool = True
    yield_scalar: _values(NotNegative)
    yield_index: _values(Count)


class SearchSpace(BaseModel):
    building: BuildingRange | None = None
    grid: GridRange | None = None
    gas_heater: GasHeaterRange | None = None
    heat_pump: HeatPumpRange | None = None
    energy_storage_system: BatteryRange | None = None
    solar_panels: list[PanelsRange] | None = None

    @model_validator(mode="after")
    def has_a_choice(self) -> "SearchSpace":
        parts = [self.building, self.grid, self.gas_heater, self.heat_pump, self.energy_storage_system]
        given = [part for part in [*parts, *(self.solar_panels or [])] if part is not None]
        for part in given:
            lists = [value for value in part.model_dump().values() if isinstance(value, list)]
            if not part.COMPONENT_IS_MANDATORY or any(len(value) > 1 for value in lists):
                return self
        raise ValueError("nothing is optional and no list has two values")


class Task(BaseModel):
    """A task as the optimiser takes it."""

    optimiser: Optimiser
    hyperparameters: Nsga2 | None
    objectives: Annotated[list[Metric], Field(min_length=1)]
    portfolio_constraints: dict[Metric, Bounds] | None
