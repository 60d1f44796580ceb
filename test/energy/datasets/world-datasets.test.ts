import { expect, test } from 'vitest';

import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import { ASHP_DATASET_ID } from '../../../src/energy/documents/dataset-link.ts';
import { bundleLinks } from '../../../src/energy/datasets/optimisation/bundles-dataset.ts';
import { fabricInterventions } from '../../../src/energy/models/demand/fabric-interventions.ts';
import { metersLoad } from '../../../src/energy/models/demand/metered-electricity.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { structureOf } from '../../../src/energy/world/structure.ts';
import { digestOf } from '../batch-rows.ts';
import { ALONE } from './dataset-lists.ts';

const OPTIONS = { clients: 2, sites: 40, noise: 'none' } as const;
const YEAR = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

test.each(ALONE)('%s is the same in every world of the same seed, in any order, and another in others', (name) => {
  const dataset = ALL_DATASETS.find((each) => each.name === name);
  const digests = (seed: number, indices: readonly number[]): string[] => {
    const world = createWorld({ ...OPTIONS, seed });
    return indices.map((index) => digestOf(dataset?.batches(world, index, YEAR) ?? []));
  };
  const indices = dataset?.per === 'site' ? [0, 1, 2, 30] : [0];
  expect(digests(5, indices.toReversed()).toReversed()).toEqual(digests(5, indices));
  expect(digests(6, indices)).not.toEqual(digests(5, indices));
});

test('a bundle has a heating dataset for each set of interventions, all tariffs and all panels, counted from 0, and one each of the rest', () => {
  const world = createWorld({ ...OPTIONS, seed: 5 });
  for (let index = 0; index < OPTIONS.sites; index += 1) {
    const site = world.site(index);
    const links = bundleLinks(world, index, YEAR);
    const ordersOf = (type: string) => links.filter((link) => link.type === type).map(({ order }) => order);
    expect(ordersOf('HeatingLoad')).toEqual(upTo(2 ** fabricInterventions(5, site).length));
    expect(ordersOf('ImportTariff')).toEqual([0, 1, 2, 3]);
    expect(ordersOf('RenewablesGeneration')).toEqual(upTo(Math.max(1, site.solar.length)));
    for (const type of ['SiteBaseline', 'ElectricityMeterDataSynthesised', 'CarbonIntensity']) {
      expect(ordersOf(type)).toEqual([null]);
    }
    expect(ordersOf('ElectricityMeterData')).toEqual(site.meters.electricity === 1 && metersLoad(site) ? [null] : []);
    expect(links.filter(({ type }) => type === 'ASHPData').map(({ id }) => id)).toEqual([ASHP_DATASET_ID]);
    expect(new Set(links.map(({ id }) => id)).size).toBe(links.length);
    expect(links.find(({ type, order }) => type === 'HeatingLoad' && order === 0)?.subtype).toEqual([]);
  }
});

test('a structure encloses the floor area of its site', () => {
  const world = createWorld({ ...OPTIONS, seed: 5 });
  for (let index = 0; index < OPTIONS.sites; index += 1) {
    const site = world.site(index);
    const { volume, elements } = structureOf(site);
    const area = (group: string) =>
      elements.filter((each) => each.group === group).reduce((sum, each) => sum + each.area, 0);
    expect(volume / site.floorArea).toBeCloseTo(3, 1);
    expect(area('roof')).toBe(area('floor'));
    expect(site.floorArea / area('floor')).toBeCloseTo(Math.round(site.floorArea / area('floor')), 1);
    expect(Math.min(...elements.map((each) => each.area))).toBeGreaterThan(0);
  }
});

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
