import { checkSite, firstYear } from '../checks/check-world.ts';
import type { Check } from '../checks/check.ts';
import { mean, sum, sums } from '../checks/statistics.ts';
import { siteYear, type SiteYear } from '../models/site-year.ts';
import { TARIFF_PRODUCTS } from '../models/grid/tariffs.ts';
import { answersOf, tasksOf, type Answer } from '../optimisation/optimise.ts';
import { optimisedSpan } from '../optimisation/optimised-span.ts';
import type { HeatingPlant, Place } from '../world/site.ts';
import { withoutNoise } from '../world/without-noise.ts';
import type { World } from '../world/world.ts';
import type { Span } from '../datasets/dataset.ts';

/** A year by half-hours. */
export interface PreviewSeries {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** A colour scheme of Observable Plot. */
  readonly scheme: string;
  /** What a value is multiplied by to be kW; 0 if it is not a power. */
  readonly perHour: number;
  readonly values: readonly number[];
}

export interface PreviewSite {
  readonly name: string;
  readonly archetype: string;
  readonly place: string;
  readonly floorArea: number;
  readonly yearBuilt: number;
  /** What heats it, in a sentence. */
  readonly plant: string;
  readonly series: readonly PreviewSeries[];
  /** Keys of what a week shows. */
  readonly week: readonly string[];
  /** Figures of its year against the bands in which real ones lie. */
  readonly figures: readonly Check[];
}

export interface PreviewTask {
  readonly title: string;
  readonly portfolios: readonly { capex: number; carbon: number; cost: number; feasible: string }[];
}

/** All that the page draws. */
export interface PreviewData {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly halfHours: number;
  /** What the year was like, each with its unit. */
  readonly summary: readonly { value: string; text: string }[];
  readonly shared: readonly PreviewSeries[];
  readonly sites: readonly PreviewSite[];
  readonly tasks: readonly PreviewTask[];
}

/** Sites that are shown: the first of as many archetypes, among the first sites of the world. */
const SITES = 4;
const LOOKED_AT = 200;

/** A band as narrow as this is of an identity, not of what a building does. */
const ROUNDING = 1e-3;

const DEGREES = '\u{B0}C';

/** The first whole year of a span, or that in which it begins, of a few sites and of the first client that has a task. */
export function previewData(world: World, span: Span, onStep?: (text: string) => void): PreviewData {
  const year = firstYear(span);
  const indices = sitesOfSeveralKinds(world);
  const years = indices.map((index, i) => {
    onStep?.(`Drawing site ${i + 1} of ${indices.length}`);
    return siteYear(world, index, year);
  });
  const [first] = years;
  if (first === undefined) {
    throw new RangeError('A world has at least one site');
  }
  return {
    from: first.from,
    halfHours: first.halfHours,
    summary: summaryOf(first, world.site(indices[0] ?? 0).place),
    shared: sharedSeries(first),
    sites: indices.flatMap((index, i) => {
      const own = years[i];
      return own === undefined ? [] : [siteOf(world, index, own)];
    }),
    tasks: tasksOfFirst(world, span, onStep),
  };
}

/** The first site of each of some archetypes; the last gives way to one with a turbine if none of them has any. */
function sitesOfSeveralKinds(world: World): number[] {
  const sites = Array.from({ length: Math.min(world.options.sites, LOOKED_AT) }, (_, index) => world.site(index));
  const firsts = sites.filter(
    ({ archetype, index }) => sites.findIndex((site) => site.archetype === archetype) === index,
  );
  const chosen = firsts.slice(0, SITES);
  const windy = sites.find(({ turbine }) => turbine !== null);
  if (windy !== undefined && chosen.every(({ turbine }) => turbine === null)) {
    chosen.splice(SITES - 1, 1, windy);
  }
  return chosen.map(({ index }) => index);
}

function summaryOf({ airTemperature, carbon, tariffs }: SiteYear, { name: place, gsp }: Place): PreviewData['summary'] {
  const degreeDays = sum(sums(airTemperature, 48).map((day) => Math.max(0, 15.5 - day / 48)));
  const prices = TARIFF_PRODUCTS.flatMap((product, i) => {
    const values = tariffs[i];
    return values === undefined
      ? []
      : [{ value: `${mean(values).toFixed(1)} p/kWh`, text: `mean price, ${TARIFF_NAMES[product]}` }];
  });
  return [
    { value: `${mean(airTemperature).toFixed(1)} \u{B0}C`, text: `mean air temperature in ${place}` },
    { value: Math.round(degreeDays).toLocaleString('en-GB'), text: 'heating degree days below 15.5 \u{B0}C' },
    { value: `${Math.round(mean(carbon))} g/kWh`, text: `mean carbon intensity of electricity in region ${gsp}` },
    ...prices,
  ];
}

/** What analysts call the tariffs. */
const TARIFF_NAMES: Readonly<Record<(typeof TARIFF_PRODUCTS)[number], string>> = {
  fixed: 'fixed tariff',
  overnight: 'cheap-night tariff',
  peak: 'time-of-use tariff',
  agile: 'half-hourly tariff',
};

function sharedSeries({ airTemperature, carbon, tariffs }: SiteYear): PreviewSeries[] {
  const prices = TARIFF_PRODUCTS.flatMap((product, i) => {
    const values = tariffs[i];
    return values === undefined
      ? []
      : [series(product, capitalized(TARIFF_NAMES[product]), 'p/kWh', 'viridis', 0, values)];
  });
  return [
    series('airTemperature', 'Air temperature', DEGREES, 'turbo', 0, airTemperature),
    series('carbon', 'Carbon intensity of electricity', 'g/kWh', 'inferno', 0, carbon),
    ...prices,
  ];
}

function siteOf(world: World, index: number, year: SiteYear): PreviewSite {
  const { name, archetype, place, floorArea, yearBuilt, heating, solar, turbine } = world.site(index);
  return {
    name,
    archetype: archetype.replaceAll('_', ' '),
    place: place.name,
    floorArea,
    yearBuilt,
    plant: plantText(heating),
    series: [
      series('electricity', 'Electricity without heating', 'kWh', 'viridis', 2, year.electricity),
      series('heating', 'Space heat', 'kWh', 'inferno', 2, year.heating),
      series('dhw', 'Hot water', 'kWh', 'inferno', 2, year.dhw),
      series('airTemperature', 'Air temperature', DEGREES, 'turbo', 0, year.airTemperature),
      ...year.solar.map((values, i) => {
        const { peakPower = 0, installedPower = 0, tilt = 0, azimuth = 0 } = solar[i] ?? {};
        const size = `${peakPower} kWp${installedPower > 0 ? `, of which ${installedPower} stand already` : ''}`;
        const title = `Solar panels, ${size}, tilted by ${tilt}\u{B0}, facing ${directionOf(azimuth)}`;
        return series(`solar${i}`, title, 'kW/kWp', 'inferno', peakPower, values);
      }),
      ...(year.wind === null || turbine === null
        ? []
        : [
            series(
              'wind',
              `Wind turbine, ${turbine.ratedPower} kW, ${turbine.hubHeight} m high`,
              'kW/kW',
              'viridis',
              turbine.ratedPower,
              year.wind,
            ),
          ]),
    ],
    week: ['electricity', 'heating', 'dhw', ...year.solar.map((_, i) => `solar${i}`), 'wind'],
    figures: checkSite(withoutNoise(world), world.site(index), year.year).filter(
      ({ band }) => band[1] - band[0] > ROUNDING,
    ),
  };
}

const PLANTS: Readonly<Record<HeatingPlant['kind'], string>> = {
  gas_boiler: 'a gas boiler',
  oil_boiler: 'an oil boiler',
  lpg_boiler: 'an LPG boiler',
  heat_pump: 'a heat pump',
  electric: 'electric heaters',
};

function plantText({ kind, capacity, efficiency }: HeatingPlant): string {
  const how =
    kind === 'heat_pump'
      ? `mean coefficient of performance ${efficiency}`
      : `efficiency ${Math.round(100 * efficiency)} %`;
  return `Heated by ${PLANTS[kind]} of ${capacity} kW, ${how}.`;
}

/** The point of the compass for an azimuth. */
function directionOf(azimuth: number): string {
  const points = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];
  return points[Math.round(azimuth / 45) % 8] ?? '';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the first client that has a task was answered; nothing if none has, or if the span is shorter than twelve months. */
function tasksOfFirst(world: World, span: Span, onStep?: (text: string) => void): PreviewTask[] {
  const year = optimisedSpan(span);
  for (let client = 0; client < Math.min(world.options.clients, LOOKED_AT); client += 1) {
    const tasks = tasksOf(world, client);
    if (year !== undefined && tasks.length > 0) {
      onStep?.('Optimising portfolios');
      return answersOf(world, client, year).flatMap((answer, number) => {
        const names = tasks[number]?.sites.map((site) => world.site(site).name) ?? [];
        return [taskOf(names.join(', '), answer)];
      });
    }
  }
  return [];
}

function taskOf(title: string, { portfolios }: Answer): PreviewTask {
  return {
    title,
    portfolios: portfolios.map(({ metrics: { summed }, isFeasible }) => ({
      capex: summed.capex / 1000,
      carbon: summed.combined_carbon_balance / 1000,
      cost: summed.cost_balance / 1000,
      feasible: isFeasible ? 'feasible' : 'not feasible',
    })),
  };
}

function series(
  key: string,
  title: string,
  unit: string,
  scheme: string,
  perHour: number,
  values: Float64Array,
): PreviewSeries {
  const most = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const steps = most < 2 ? 1000 : most < 200 ? 100 : 10;
  return {
    key,
    title,
    unit,
    scheme,
    perHour,
    values: Array.from(values, (value) => Math.round(value * steps) / steps),
  };
}
