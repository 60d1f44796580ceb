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
import { electricity } from '../models/demand/electricity.ts';
import { byFuel, type FuelShares } from '../models/grid/fuels.ts';
import { LEAD } from '../models/calendar/utc-year.ts';
import { nationOf } from '../models/demand/occupancy.ts';
import { TARIFF_PRODUCTS } from '../models/grid/tariffs.ts';
import { utcYear } from '../models/calendar/utc-year.ts';
import { weather } from '../models/weather/weather.ts';
import type { Place, Site } from '../world/site.ts';
import type { World } from '../world/world.ts';
import { checkNationalCarbon, checkShares } from './check-carbon.ts';
import { checkElectricity } from './check-electricity.ts';
import { checkGas, checkHeating, checkHotWater } from './check-heat.ts';
import { checkReadings } from './check-readings.ts';
import { checkAgile } from './check-tariffs.ts';
import { checkWeather, type HourlyWeather } from './check-weather.ts';
import { checkSolar, checkWind } from './check-yield.ts';
import type { Band, Check } from './check.ts';

/** One figure of all that is alike in a world: its mean, and its ends. */
export interface WorldFigure {
  /** An archetype; `places` or `grid` for what is not of sites. */
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
  const step = Math.max(1, Math.ceil(world.options.sites / SITES));
  const found: [subject: string, checks: readonly Check[]][] = [];
  const places = new Map<string, Place>();
  for (let index = 0; index < world.options.sites; index += step) {
    const site = clean.site(index);
    places.set(site.place.name, site.place);
    found.push([site.archetype, checkSite(clean, site, year)]);
    const agile = seriesOf(clean, tariffsDataset, index, year)[TARIFF_PRODUCTS.indexOf('agile')];
    const calendar = localCalendar(year, nationOf(site));
    found.push(['grid', checkAgile(numbers(agile, 'unit_cost'), intensity, calendar)]);
  }
  for (const place of places.values()) {
    found.push(['places', checkWeather(hoursOf(clean, place, year))]);
  }
  found.push(['grid', checkGrid(grid)]);
  return summarised(found);
}

/** The same world, with meters that show no faults. */
export function withoutNoise(world: World): World {
  return {
    options: { ...world.options, noise: 'none' },
    places: world.places,
    client: (index) => world.client(index),
    site: (index) => world.site(index),
  };
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
  const { cosZenith } = hoursOf(world, place, year);
  const [readings] = seriesOf(world, electricityDataset, index, year);
  const [gas] = seriesOf(world, gasDataset, index, year);
  const [heat] = seriesOf(world, heatingDataset, index, year);
  const solar = seriesOf(world, solarDataset, index, year);
  const [wind] = seriesOf(world, windDataset, index, year);
  return [
    ...checkElectricity(electricity(seed, site, year), archetype, floorArea, calendar),
    ...checkReadings('electricity', readingsOf(readings)),
    ...(gas === undefined ? [] : checkGas(numbers(gas, 'consumption_kwh'), archetype, floorArea)),
    ...(gas === undefined ? [] : checkReadings('gas', readingsOf(gas))),
    ...checkHeating(numbers(heat, 'heating'), numbers(heat, 'air_temperature')),
    ...checkHotWater(numbers(heat, 'dhw'), archetype),
    ...solar.flatMap((batch, array) =>
      checkSolar(numbers(batch, 'solar_generation'), cosZenith, site.solar[array] ?? SOUTH),
    ),
    ...(wind === undefined || site.turbine === null ? [] : checkWind(numbers(wind, 'wind'), site.turbine.hubHeight)),
  ];
}

/** @param batches of the country, then of its regions */
function checkGrid(batches: readonly Batch[]): Check[] {
  return batches.flatMap((batch, number) => {
    const mix: FuelShares = {
      shares: byFuel((fuel) => numbers(batch, fuel)),
      intensity: numbers(batch, number === 0 ? 'actual' : 'forecast'),
    };
    return number === 0 ? [...checkShares(mix), ...checkNationalCarbon(mix)] : checkShares(mix);
  });
}

function hoursOf(world: World, place: Place, year: number): HourlyWeather {
  const { temperature, global, direct, diffuse, cosZenith } = weather(world.options.seed, place, year);
  const ofYear = (values: Float64Array): Float64Array => values.subarray(LEAD, LEAD + utcYear(year).hours);
  return {
    temperature: ofYear(temperature),
    global: ofYear(global),
    direct: ofYear(direct),
    diffuse: ofYear(diffuse),
    cosZenith: ofYear(cosZenith),
  };
}

/** The batches of a year that hold series, metadata left out, in their order. */
function seriesOf(world: World, dataset: Dataset, index: number, year: number): Batch[] {
  const { from, to } = utcYear(year);
  return [...dataset.batches(world, index, { from, to })].filter(({ columns }) => columns.start_ts !== undefined);
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
  return subject === 'grid' ? 2 : subject === 'places' ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
