import { carbonCacheDataset } from '../datasets/series/carbon-dataset.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import { electricityDataset } from '../datasets/meters/electricity-dataset.ts';
import { gasDataset } from '../datasets/meters/gas-dataset.ts';
import { heatingDataset } from '../datasets/series/heating-dataset.ts';
import { requireWholeDays } from '../datasets/whole-days.ts';
import { solarDataset } from '../datasets/series/solar-dataset.ts';
import { tariffsDataset } from '../datasets/series/tariffs-dataset.ts';
import { windDataset } from '../datasets/series/wind-dataset.ts';
import type { Batch } from '../../seeding/load/batch.ts';
import { localCalendar } from '../models/calendar/local-calendar.ts';
import { fuelLevel } from '../models/demand/fuel-years.ts';
import { PLANT_FUELS, unitPrice } from '../models/demand/meter-prices.ts';
import { electricity } from '../models/demand/electricity.ts';
import { meteredElectricity, usedElectricity } from '../models/demand/metered-electricity.ts';
import { meteredFuel } from '../models/demand/metered-fuel.ts';
import { peakHeatLoad } from '../models/demand/heat-demand.ts';
import { byFuel, type FuelShares } from '../models/grid/fuels.ts';
import { nationOf } from '../models/demand/occupancy.ts';
import { gridLevel } from '../models/grid/grid-years.ts';
import { TARIFF_PRODUCTS } from '../models/grid/tariffs.ts';
import { rounded } from '../models/round.ts';
import { installedOutput } from '../models/supply/installed-output.ts';
import { monthlySum, monthsOf, utcYear } from '../models/calendar/utc-year.ts';
import type { Archetype, Place, Site } from '../world/site.ts';
import { withoutNoise } from '../world/without-noise.ts';
import type { World } from '../world/world.ts';
import { checkNationalCarbon, checkShares } from './check-carbon.ts';
import { checkEquipment } from './check-equipment.ts';
import { checkDays } from './check-days.ts';
import { checkElectricity, checkPair } from './check-electricity.ts';
import { checkGas, checkHeating, checkHomeGas, checkHotWater, checkPeak } from './check-heat.ts';
import { checkReadings } from './check-readings.ts';
import { checkAgile } from './check-tariffs.ts';
import { optimisedSpan } from '../optimisation/optimised-span.ts';
import { checkInstalledPanels, checkPrices, checkSeveralMeters } from './check-meters.ts';
import { checkOptimisation } from './check-optimisation.ts';
import { checkPlaces } from './check-places.ts';
import { checkPositions } from './check-positions.ts';
import { checkRadiation } from './check-radiation.ts';
import { checkWeather } from './check-weather.ts';
import { checkSolar, checkWind } from './check-yield.ts';
import type { Band, Check } from './check.ts';
import { sum } from './statistics.ts';
import { hoursOf } from './hours-of-place.ts';

/** One figure of all that is alike in a world: its mean, and its ends. */
export interface WorldFigure {
  /** An archetype; `places`, `grid` or `results` (of optimisations) for what is not of sites. */
  readonly subject: string;
  readonly dataset: string;
  readonly figure: string;
  /** How many sites, places or arrays it was found of. */
  readonly count: number;
  readonly value: number;
  readonly least: number;
  readonly greatest: number;
  readonly band: Band;
  /** Whether all of them lie in the band. */
  readonly ok: boolean;
}

const SOUTH = { tilt: 35, azimuth: 180 };

/** How many sites are checked, spread evenly over the world: enough for every archetype, in seconds. */
const SITES = 60;

/**
 * Whether what a world's datasets hold is what energy analysts would believe, figure by figure: of the first whole year
 * of the span, or of the year in which it begins. Readings are checked without the faults that `noise` adds.
 */
export function checkWorld(world: World, span: Span): WorldFigure[] {
  requireWholeDays(span);
  const clean = withoutNoise(world);
  const year = firstYear(span);
  const grid = seriesOf(clean, carbonCacheDataset, 0, year);
  const intensity = numbers(grid[0], 'actual');
  const level = gridLevel(Date.UTC(year, 6, 1));
  const step = Math.max(1, Math.ceil(world.options.sites / SITES));
  const found: [subject: string, checks: readonly Check[]][] = [];
  const places = new Map<string, Place>();
  const sites: Site[] = [];
  const before = new Map<Archetype, Float64Array>();
  for (let index = 0; index < world.options.sites; index += step) {
    const site = clean.site(index);
    sites.push(site);
    places.set(site.place.name, site.place);
    found.push([site.archetype, checkSite(clean, site, year)]);
    const taken = electricity(world.options.seed, site, year);
    const other = before.get(site.archetype);
    before.set(site.archetype, taken);
    if (other !== undefined) {
      found.push([site.archetype, checkPair(taken, other, site.archetype)]);
    }
    const agile = seriesOf(clean, tariffsDataset, index, year)[TARIFF_PRODUCTS.indexOf('agile')];
    const calendar = localCalendar(year, nationOf(site));
    found.push(['grid', checkAgile(numbers(agile, 'unit_cost'), intensity, calendar, level)]);
  }
  const weather = [...places.values()].map((place) => ({ place, hours: hoursOf(world.options.seed, place, year) }));
  for (const { place, hours } of weather) {
    found.push(['places', [...checkWeather(hours, place.rain), ...checkRadiation(hours)]]);
  }
  found.push(['places', [...checkPositions(sites), ...checkPlaces(weather)]], ['places', checkEquipment(clean)]);
  found.push(['grid', checkGrid(grid, year)]);
  const optimised = optimisedSpan(span);
  if (optimised !== undefined) {
    found.push(['results', checkOptimisation(clean, optimised)]);
  }
  return summarised(found);
}

/** The first whole calendar year of a span, or the year in which it begins. */
export function firstYear({ from, to }: Span): number {
  const year = new Date(from).getUTCFullYear();
  const next = utcYear(year + 1);
  return from > utcYear(year).from && to >= next.to ? year + 1 : year;
}

/** The figures of one site's year, as its datasets hold it. */
export function checkSite(world: World, site: Site, year: number): Check[] {
  const { index, archetype, floorArea, place } = site;
  const { seed } = world.options;
  const calendar = localCalendar(year, nationOf(site));
  const { cosZenith } = hoursOf(seed, place, year);
  const meters = seriesOf(world, electricityDataset, index, year);
  const fuelMeters = seriesOf(world, gasDataset, index, year);
  const [heat] = seriesOf(world, heatingDataset, index, year);
  const air = numbers(heat, 'air_temperature');
  const metered = meters.map((batch) => numbers(batch, 'consumption_kwh'));
  const fuels = fuelMeters.map((batch) => numbers(batch, 'consumption_kwh'));
  const burnt = summed(fuels);
  const output = installedOutput(seed, site, year);
  const taken = electricity(seed, site, year);
  const solar = seriesOf(world, solarDataset, index, year);
  const [wind] = seriesOf(world, windDataset, index, year);
  return [
    ...checkElectricity(taken, archetype, floorArea, calendar),
    ...checkDays(taken, air, archetype, year, calendar),
    ...meters.flatMap((batch) => checkReadings('electricity', readingsOf(batch))),
    ...checkSeveralMeters('electricity', metered, meteredElectricity(seed, site, year)),
    ...(output === undefined || meters.length === 0
      ? []
      : checkInstalledPanels(usedElectricity(seed, site, year), summed(metered), output)),
    ...(fuels.length === 0 ? [] : checkGas(burnt, archetype, floorArea)),
    ...fuelMeters.flatMap((batch) => [
      ...checkReadings('gas', readingsOf(batch)),
      ...pricesOf(batch, site, seed, year),
    ]),
    ...checkSeveralMeters('gas', fuels, fuelOf(site, seed, year, burnt.length)),
    ...(burnt.length > 12 && archetype === 'house' ? checkHomeGas(burnt, air, year, calendar) : []),
    ...checkHeating(numbers(heat, 'heating'), air, peakHeatLoad(seed, site), year, calendar),
    ...checkPeak(peakHeatLoad(seed, site), archetype, floorArea),
    ...checkHotWater(numbers(heat, 'dhw'), archetype),
    ...solar.flatMap((batch, array) =>
      checkSolar(numbers(batch, 'solar_generation'), cosZenith, site.solar[array] ?? SOUTH),
    ),
    ...(wind === undefined || site.turbine === null ? [] : checkWind(numbers(wind, 'wind'), site.turbine.hubHeight)),
  ];
}

/** @param batches of the country, then of its regions */
function checkGrid(batches: readonly Batch[], year: number): Check[] {
  return batches.flatMap((batch, number) => {
    const mix: FuelShares = {
      shares: byFuel((fuel) => numbers(batch, fuel)),
      intensity: numbers(batch, number === 0 ? 'actual' : 'forecast'),
    };
    return number === 0
      ? [...checkShares(mix), ...checkNationalCarbon(mix, numbers(batch, 'forecast'), year)]
      : checkShares(mix);
  });
}

/** The batches of a year that hold series, metadata left out, in their order. */
function seriesOf(world: World, dataset: Dataset, index: number, year: number): Batch[] {
  const { from, to } = utcYear(year);
  return [...dataset.batches(world, index, { from, to })].filter(({ columns }) => columns.start_ts !== undefined);
}

function pricesOf(batch: Batch, { index, heating }: Site, seed: number, year: number): Check[] {
  const level = fuelLevel(year)[PLANT_FUELS[heating.kind]];
  return checkPrices(numbers(batch, 'unit_cost')[0] ?? 0, unitPrice(seed, index, 'elec', year), level);
}

/** Series that are counted by the same intervals, added up; nothing of none. */
function summed(series: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array()] = series;
  return first.map((_, i) => rounded(sum(series.map((values) => values[i] ?? 0)), 1000));
}

/** The fuel that a site burns, by as many intervals as its meters are read: half-hours, or months. */
function fuelOf(site: Site, seed: number, year: number, intervals: number): Float64Array {
  const burnt = meteredFuel(seed, site, year);
  return intervals === 12 ? Float64Array.from(monthsOf(year), (month) => monthlySum(burnt, month)) : burnt;
}

function readingsOf(batch: Batch | undefined) {
  return {
    startTs: numbers(batch, 'start_ts'),
    endTs: numbers(batch, 'end_ts'),
    consumptionKwh: numbers(batch, 'consumption_kwh'),
    unitCost: numbers(batch, 'unit_cost'),
    totalCost: numbers(batch, 'total_cost'),
  };
}

/** A column of numbers or instants; of nothing, and so in no band, if it is not there. */
function numbers(batch: Batch | undefined, name: string): Float64Array {
  const column = batch?.columns[name];
  return column?.kind === 'numbers' || column?.kind === 'instants' ? column.values : new Float64Array();
}

function summarised(found: readonly (readonly [subject: string, checks: readonly Check[]])[]): WorldFigure[] {
  const figures = new Map<string, WorldFigure>();
  for (const [subject, checks] of found) {
    for (const { dataset, figure, value, band, ok } of checks) {
      const key = `${subject} ${dataset} ${figure}`;
      const known = figures.get(key);
      const count = (known?.count ?? 0) + 1;
      figures.set(key, {
        subject,
        dataset,
        figure,
        count,
        value: ((known?.value ?? 0) * (count - 1) + value) / count,
        least: Math.min(known?.least ?? value, value),
        greatest: Math.max(known?.greatest ?? value, value),
        band,
        ok: (known?.ok ?? true) && ok,
      });
    }
  }
  return [...figures.values()].toSorted(
    (a, b) => order(a) - order(b) || compare(a.subject, b.subject) || compare(a.dataset, b.dataset),
  );
}

/** What is not of sites comes last. */
function order({ subject }: WorldFigure): number {
  return ['places', 'grid', 'results'].indexOf(subject);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
