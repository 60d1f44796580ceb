import type { SearchSpaceDocument } from '../documents/search-space.ts';
import { fabricInterventions } from '../models/demand/fabric-interventions.ts';
import { SEND_TEMPERATURE } from '../models/demand/heat-pump.ts';
import { heatDemand, peakPlantLoad } from '../models/demand/heat-demand.ts';
import { ARCHETYPE_ENERGY } from '../models/demand/archetype-energy.ts';
import { exportPrice, TARIFF_PRODUCTS } from '../models/grid/tariffs.ts';
import { rounded } from '../models/round.ts';
import { randomOf } from '../../seeding/random/random.ts';
import type { Span } from '../../seeding/job/dataset.ts';
import type { Site } from '../world/site.ts';
import { baselineOf, exportOf, fuelPrice, gasTypeOf, LIFETIME, NEW, standing, type Scenario } from './scenario.ts';
import { TANK_KWH_PER_LITRE } from './simulate.ts';
import { CHARGER_POWER } from './vehicle-charging.ts';

/** The values of each part that are tried at a site. */
export interface SearchSpace {
  readonly fabrics: readonly number[];
  readonly tariffs: readonly number[];
  /** Peak power of all panels by the site's arrays, kW: what stands there, with half of the roof's room and with all of it. */
  readonly solar: readonly (readonly number[])[];
  readonly batteries: readonly Scenario['battery'][];
  readonly heatPumps: readonly Scenario['heatPump'][];
  readonly tanks: readonly Scenario['tank'][];
  readonly vehicles: readonly Scenario['vehicles'][];
  /** Increase of the grid connection, kW. */
  readonly gridAdded: number;
}

/**
 * What sites have decided already: a larger connection, and a supply at the present tariff; or chargers for their vehicles. Every
 * scenario pays for it. A larger connection saves nothing by itself and is never paid back.
 */
const DECIDED = { connection: 0.25, vehicles: 0.18 };

/** Of the other sites, those whose contract runs on, so that they keep their tariff. */
const CONTRACT_RUNS = 0.45;

/** The increase of a larger connection, as a part of the present one. */
const GRID_GROWTH = 0.5;

/** Sites without vehicles of their own that stay there for the night. */
const WITHOUT_VEHICLES: ReadonlySet<Site['archetype']> = new Set(['library', 'data_centre', 'community_hall', 'flats']);

/** The most of a connection that chargers take, and parts of the charging that may wait. */
const CHARGERS_SHARE = 0.15;
const FLEXIBLE = [0, 0.8] as const;

/** Batteries, as parts of a mean day's electricity. */
const BATTERY_DAYS = [0.06, 0.2] as const;

/** Liters of a tank over those of a mean day's hot water, and of the tanks that are sold. */
const TANK = { perDay: 0.8, step: 50, least: 100, most: 5000 };

/**
 * Sizes that fit the site: none, some and all of its roof area; a battery for some hours of a day; a heat pump for all heat; a tank
 * for most of a day's hot water.
 */
function searchSpace(seed: number, site: Site): SearchSpace {
  const baseline = baselineOf(seed, site);
  const measures = fabricInterventions(seed, site).length;
  const random = randomOf(seed, 'connection', site.index);
  const decided = random.next();
  const isOrdered = decided < DECIDED.connection;
  const hasVehicles = !isOrdered && decided < DECIDED.connection + DECIDED.vehicles;
  const keepsTariff = isOrdered || random.chance(CONTRACT_RUNS);
  const daily = (ARCHETYPE_ENERGY[site.archetype].electricity * site.floorArea) / 365;
  const batteries = BATTERY_DAYS.map((days) => Math.max(5, Math.round(daily * days)));
  const newPump = { power: Math.ceil(peakPlantLoad(seed, site) * 1.05), isIncumbent: false };
  return {
    fabrics: measures === 0 ? [0] : [0, 1, (1 << measures) - 1].filter((set, i, all) => all.indexOf(set) === i),
    tariffs: keepsTariff ? [baseline.tariff] : TARIFF_PRODUCTS.map((_, tariff) => tariff),
    solar: solarSizes(site),
    batteries: [null, ...[...new Set(batteries)].map((capacity) => ({ capacity, power: Math.ceil(capacity / 2) }))],
    heatPumps: baseline.heatPump === null ? [null, newPump] : [baseline.heatPump],
    tanks: site.solar.length === 0 ? [null] : [null, tankOf(seed, site)],
    vehicles:
      hasVehicles && !WITHOUT_VEHICLES.has(site.archetype)
        ? FLEXIBLE.map((flexible) => ({ chargers: chargersOf(site, baseline), flexible }))
        : [null],
    gridAdded: isOrdered ? Math.ceil(baseline.gridImport * GRID_GROWTH) : 0,
  };
}

/** Different sizes only. */
function solarSizes({ solar }: Site): number[][] {
  const sizes = [0, 0.5, 1].map((share) =>
    solar.map(({ peakPower, installedPower }) => Math.max(installedPower, rounded(peakPower * share, 10))),
  );
  return sizes.filter((size, i) => sizes.findIndex((other) => other.join() === size.join()) === i);
}

function tankOf(seed: number, site: Site): number {
  const daily = heatDemand(seed, site).hotWater / 365 / TANK_KWH_PER_LITRE;
  const size = Math.round((daily * TANK.perDay) / TANK.step) * TANK.step;
  return Math.min(Math.max(size, TANK.least), TANK.most);
}

function chargersOf({ archetype }: Site, { gridImport }: Scenario): number {
  const most = Math.floor((gridImport * CHARGERS_SHARE) / CHARGER_POWER);
  return archetype === 'house' ? 1 : Math.min(Math.max(1, most), 12);
}

/**
 * Every scenario of the space; the first is the present site, with what is decided already. A new heat pump replaces the boiler or the
 * heaters. An unchanged connection may be too small for it.
 */
export function scenarios(seed: number, site: Site): Scenario[] {
  const space = searchSpace(seed, site);
  const baseline = withConnection(baselineOf(seed, site), space.gridAdded);
  const steps = [
    eachOf(space.heatPumps, (heatPump) =>
      heatPump === null || heatPump.isIncumbent ? { heatPump } : { heatPump, boiler: null, electricHeat: 0 },
    ),
    eachOf(space.fabrics, (fabric) => ({ fabric })),
    eachOf(space.solar, (solar) => ({ solar })),
    eachOf(space.batteries, (battery) => ({ battery })),
    eachOf(space.tanks, (tank) => ({ tank })),
    eachOf(space.vehicles, (vehicles) => ({ vehicles })),
    eachOf(space.tariffs, (tariff) => ({ tariff })),
  ];
  return (
    steps
      .reduce<Scenario[]>((all, step) => step(all), [baseline])
      // Tanks take the surplus of the whole roof.
      .filter(({ tank, solar }) => tank === null || solar.every((power, i) => power === site.solar[i]?.peakPower))
  );
}

/** Each scenario with each of some values. */
function eachOf<Value>(values: readonly Value[], partOf: (value: Value) => Partial<Scenario>) {
  return (all: readonly Scenario[]): Scenario[] =>
    all.flatMap((scenario) => values.map((value) => ({ ...scenario, ...partOf(value) })));
}

function withConnection(baseline: Scenario, gridAdded: number): Scenario {
  if (gridAdded === 0) {
    return baseline;
  }
  const gridImport = baseline.gridImport + gridAdded;
  return { ...baseline, gridImport, gridExport: exportOf(gridImport), gridAdded };
}

/** The space in the form of `site_range`: the keys of a scenario with their values, and the existing equipment. */
export function searchSpaceJson(seed: number, site: Site, span: Span): SearchSpaceDocument {
  const space = searchSpace(seed, site);
  const { gridImport, gridExport, boiler } = withConnection(baselineOf(seed, site), space.gridAdded);
  const batteries = space.batteries.flatMap((battery) => battery ?? []);
  const pumps = space.heatPumps.flatMap((pump) => pump ?? []);
  const tanks = space.tanks.flatMap((tank) => tank ?? []);
  const vehicles = space.vehicles.flatMap((each) => each ?? []);
  return {
    building: {
      COMPONENT_IS_MANDATORY: true,
      scalar_heat_load: [1],
      scalar_electrical_load: [1],
      fabric_intervention_index: [...space.fabrics],
      floor_area: site.floorArea,
      lifetime: LIFETIME.building,
      ...standing(seed, site, 'building', span),
    },
    grid: {
      COMPONENT_IS_MANDATORY: true,
      grid_import: [gridImport],
      grid_export: [gridExport],
      import_headroom: [0.25],
      tariff_index: [...space.tariffs],
      export_tariff: [exportPrice(seed, site.index)],
      lifetime: LIFETIME.grid,
      ...(space.gridAdded === 0 ? standing(seed, site, 'grid', span) : NEW),
    },
    ...(boiler !== null && {
      gas_heater: {
        COMPONENT_IS_MANDATORY: false,
        maximum_output: [boiler.power],
        gas_type: [gasTypeOf(site)],
        boiler_efficiency: [boiler.efficiency],
        fixed_gas_price: fuelPrice(seed, site, span),
        lifetime: LIFETIME.gas_heater,
        ...standing(seed, site, 'gas_heater', span),
      },
    }),
    ...(pumps.length > 0 && {
      heat_pump: {
        COMPONENT_IS_MANDATORY: !space.heatPumps.includes(null),
        heat_power: pumps.map(({ power }) => power),
        heat_source: ['AMBIENT_AIR'],
        send_temp: [SEND_TEMPERATURE],
        lifetime: LIFETIME.heat_pump,
        ...(pumps.some(({ isIncumbent }) => isIncumbent) ? standing(seed, site, 'heat_pump', span) : NEW),
      },
    }),
    energy_storage_system: {
      COMPONENT_IS_MANDATORY: false,
      capacity: batteries.map(({ capacity }) => capacity),
      charge_power: batteries.map(({ power }) => power),
      discharge_power: batteries.map(({ power }) => power),
      battery_mode: space.tariffs.length > 1 ? ['CONSUME', 'CONSUME_PLUS'] : ['CONSUME'],
      initial_charge: [0],
      lifetime: LIFETIME.energy_storage_system,
      ...NEW,
    },
    ...(tanks.length > 0 && {
      domestic_hot_water: {
        COMPONENT_IS_MANDATORY: false,
        cylinder_volume: tanks,
        lifetime: LIFETIME.domestic_hot_water,
        ...NEW,
      },
    }),
    ...(vehicles.length > 0 && {
      electric_vehicles: {
        COMPONENT_IS_MANDATORY: true,
        flexible_load_ratio: vehicles.map(({ flexible }) => flexible),
        small_chargers: [...new Set(vehicles.map(({ chargers }) => chargers))],
        fast_chargers: [0],
        rapid_chargers: [0],
        ultra_chargers: [0],
        scalar_electrical_load: [1],
        lifetime: LIFETIME.electric_vehicles,
        ...NEW,
      },
    }),
    solar_panels: site.solar.flatMap(({ installedPower }, index) => {
      const added = space.solar.map((sizes) => rounded((sizes[index] ?? 0) - installedPower, 10));
      const panels = { yield_index: [index], lifetime: LIFETIME.solar_panels };
      const age = standing(seed, site, 'solar_panels', span);
      return [
        { COMPONENT_IS_MANDATORY: true, yield_scalar: installedPower > 0 ? [installedPower] : [], ...panels, ...age },
        { COMPONENT_IS_MANDATORY: false, yield_scalar: added.filter((power) => power > 0), ...panels, ...NEW },
      ].filter(({ yield_scalar: choices }) => choices.length > 0);
    }),
  };
}
