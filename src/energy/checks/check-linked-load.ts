import { electricityDataset } from '../datasets/meters/electricity-dataset.ts';
import { electricitySynthesisedDataset } from '../datasets/meters/electricity-synthesised-dataset.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import { bundleLinks } from '../datasets/optimisation/bundles-dataset.ts';
import { siteSpan } from '../models/site-year.ts';
import { baselineOf } from '../optimisation/scenario.ts';
import { simulatorOf } from '../optimisation/simulate.ts';
import type { World } from '../world/world.ts';
import { check, type Check } from './check.ts';
import { sum } from './statistics.ts';

/**
 * Whether the baseline of a site costs what its electricity meters say where it is simulated as services do it: on the electricity series
 * that the bundle links, with the panels and the heat pump of the baseline. A turbine is no component of a scenario.
 *
 * @param year twelve months that the meters have
 * @returns nothing for a site without readings of electricity
 */
export function checkLinkedLoad(world: World, siteIndex: number, year: Span): Check[] {
  const site = world.site(siteIndex);
  if (site.meters.electricity === 0) {
    return [];
  }
  const isReal = bundleLinks(world, siteIndex, year).some(({ type }) => type === 'ElectricityMeterData');
  const linked = isReal ? electricityDataset : electricitySynthesisedDataset;
  const load = Float64Array.from(numbersOf(linked, world, siteIndex, year, 'consumption_kwh'));
  const simulated = simulatorOf({ ...siteSpan(world, siteIndex, year), electricity: load }, 0);
  // Electric heaters are no component of a scenario either: the series has what they take.
  const { electricity_import_cost: cost } = simulated({ ...baselineOf(world.options.seed, site), electricHeat: 0 }, 1);
  return [
    check(
      'optimisation',
      'electricity cost on the linked series over the meter',
      cost / meterCost(world, electricityDataset, siteIndex, year),
      [0.99, 1.01],
    ),
  ];
}

/** What the readings of a site's meters cost, GBP. */
export function meterCost(world: World, dataset: Dataset, siteIndex: number, year: Span): number {
  return sum(numbersOf(dataset, world, siteIndex, year, 'total_cost'));
}

/** All numbers of a column, in the order of the rows. */
function numbersOf(dataset: Dataset, world: World, siteIndex: number, year: Span, name: string): number[] {
  return [...dataset.batches(world, siteIndex, year)].flatMap(({ columns: { [name]: column } }) =>
    column?.kind === 'numbers' ? [...column.values] : [],
  );
}
