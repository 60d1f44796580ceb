import { electricityDataset } from '../datasets/meters/electricity-dataset.ts';
import { gasDataset } from '../datasets/meters/gas-dataset.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import { answersOf } from '../optimisation/optimise.ts';
import type { SiteCandidate } from '../optimisation/site-candidates.ts';
import type { World } from '../world/world.ts';
import { DAY } from '../models/calendar/utc-year.ts';
import { check, type Check } from './check.ts';
import { checkLinkedLoad, meterCost } from './check-linked-load.ts';
import { mean } from './statistics.ts';

/** Sites at which clients whose optimisations are checked are enough, and sites that shares must be of: those of fewer say nothing. */
const SITES = 32;
const ENOUGH_SITES = 8;

/** Sites of which some must have what is at a quarter of them, and vehicles, which are at a seventh: of fewer, chance may leave none. */
const SOME = { tank: 20, vehicles: 30 };

/** A cost over the same cost by another way. */
const SAME = [0.99, 1.01] as const;

/**
 * Whether the results of optimisations are what an analyst would believe: baselines pay what the meters say, and what is bought is
 * bought where it pays and shows in the flows of electricity.
 *
 * @param year twelve months that the meters have
 */
export function checkOptimisation(world: World, year: Span): Check[] {
  const results: SiteCandidate[] = [];
  const ofSites = new Map<number, SiteCandidate>();
  for (let client = 0; client < world.options.clients && ofSites.size < SITES; client += 1) {
    for (const result of answersOf(world, client, year).flatMap(({ portfolios }) =>
      portfolios.flatMap(({ sites }) => sites),
    )) {
      results.push(result);
      ofSites.set(result.siteIndex, result);
    }
  }
  return [
    ...[...ofSites.values()].flatMap((result) => checkBaseline(world, result, year)),
    ...(ofSites.size < ENOUGH_SITES ? [] : checkShares(results, ofSites.size)),
  ];
}

function checkBaseline(world: World, { siteIndex, metrics: { baseline } }: SiteCandidate, year: Span): Check[] {
  const { turbine, meters } = world.site(siteIndex);
  const over = (cost: number, dataset: Dataset): number => cost / meterCost(world, dataset, siteIndex, year);
  // Months that begin in the twelve months are other days where these begin within a month.
  const isSameDays = new Date(year.from).getUTCDate() === 1 || !isReadByMonth(world, siteIndex, year);
  return [
    // The meter of a turbine is another.
    ...(turbine === null && meters.electricity > 0
      ? [found('electricity cost over the meter', over(baseline.electricity_import_cost, electricityDataset), SAME)]
      : []),
    ...checkLinkedLoad(world, siteIndex, year),
    ...(meters.fuel > 0 && isSameDays
      ? [found('fuel cost over the meter', over(baseline.gas_import_cost, gasDataset), SAME)]
      : []),
  ];
}

function isReadByMonth(world: World, siteIndex: number, { from }: Span): boolean {
  const reading = [...gasDataset.batches(world, siteIndex, { from, to: from + 32 * DAY })].find(
    ({ columns }) => 'start_ts' in columns,
  );
  return (reading?.rows ?? 0) < 3;
}

/** @param results all sites of all portfolios @param sites how many there are */
function checkShares(results: readonly SiteCandidate[], sites: number): Check[] {
  const withPanels = results.filter(hasPanels);
  return [
    found(
      'share with a new tariff only',
      share(results, (each) => isFree(each) && each.scenario.tariff > 0),
      [0, 0.2],
    ),
    found('share with new panels', withPanels.length / results.length, [0.02, 0.8]),
    found(
      'share with a battery',
      share(results, ({ scenario }) => scenario.battery !== null),
      [0.02, 0.7],
    ),
    found('share with a new heat pump', share(results, hasPump), [0.02, 0.8]),
    found(
      'share with insulation',
      share(results, ({ scenario }) => scenario.fabric > 0),
      [0.1, 0.9],
    ),
    found(
      'share with a tank',
      share(results, ({ scenario }) => scenario.tank !== null),
      [sites < SOME.tank ? 0 : 0.001, 0.3],
    ),
    found(
      'share with vehicles',
      share(results, ({ scenario }) => scenario.vehicles !== null),
      [sites < SOME.vehicles ? 0 : 0.001, 0.6],
    ),
    found(
      'new panels, share that exports',
      share(withPanels, ({ metrics }) => metrics.totals.electricity_exported > 0),
      [0.2, 1],
    ),
    found(
      'new panels, share that is curtailed',
      share(withPanels, ({ metrics }) => metrics.totals.electricity_curtailed > 0),
      [0, 0.7],
    ),
    found(
      'share that lacks electricity',
      share(results, ({ metrics }) => metrics.totals.electrical_shortfall > 0),
      [0, 0.3],
    ),
  ];
}

function share(of: readonly SiteCandidate[], isSuch: (result: SiteCandidate) => boolean): number {
  return of.length === 0 ? 0 : mean(of.map((result) => (isSuch(result) ? 1 : 0)));
}

function hasPanels({ scenario }: SiteCandidate): boolean {
  return scenario.solar.some((power, i) => power > (scenario.solarStanding[i] ?? 0));
}

function hasPump({ scenario: { heatPump } }: SiteCandidate): boolean {
  return heatPump?.isIncumbent === false;
}

function isFree({ metrics }: SiteCandidate): boolean {
  return metrics.summed.capex === 0;
}

function found(figure: string, value: number, band: readonly [number, number]): Check {
  return check('optimisation', figure, value, band);
}
