import { describe, expect, test } from 'vitest';

import { checkLinkedLoad } from '../../../src/energy/checks/check-linked-load.ts';
import { checkInstalledPanels } from '../../../src/energy/checks/check-meters.ts';
import { checkSite } from '../../../src/energy/checks/check-world.ts';
import { sum } from '../../../src/energy/checks/statistics.ts';
import { ALL_DATASETS } from '../../../src/energy/datasets/all-datasets.ts';
import { electricityDataset } from '../../../src/energy/datasets/meters/electricity-dataset.ts';
import { gasDataset } from '../../../src/energy/datasets/meters/gas-dataset.ts';
import { bundleLinks } from '../../../src/energy/datasets/optimisation/bundles-dataset.ts';
import { installedOutput } from '../../../src/energy/models/supply/installed-output.ts';
import {
  meteredElectricity,
  metersLoad,
  synthesisedElectricity,
  usedElectricity,
} from '../../../src/energy/models/demand/metered-electricity.ts';
import { monthlySum, monthsOf, utcYear } from '../../../src/energy/models/calendar/utc-year.ts';
import { baselineOf, scenarioJson } from '../../../src/energy/optimisation/scenario.ts';
import { scenarios, searchSpaceJson } from '../../../src/energy/optimisation/search-space.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { Site } from '../../../src/energy/world/site.ts';
import type { World } from '../../../src/energy/world/world.ts';
import { everyNth, type Part } from '../../suite-part.ts';
import { rowsByTable, valuesOf } from '../batch-rows.ts';

/** Seeds from a rule, so that the models are not fitted to them. */
const SEEDS = [101, 8_020, 15_939];

const YEAR = { from: utcYear(2023).from, to: utcYear(2024).from };

const worldOf = (seed: number): World => createWorld({ seed, clients: 40, sites: 400, noise: 'none' });

function sitesOf(world: World, isSuch: (site: Site) => boolean, most: number): Site[] {
  const all = Array.from({ length: world.options.sites }, (_, index) => world.site(index)).filter(isSuch);
  expect(all.length).toBeGreaterThanOrEqual(most);
  return all.slice(0, most);
}

const hasPanels = ({ solar }: Site): boolean => solar.some(({ installedPower }) => installedPower > 0);

const burning = ({ heating }: Site): boolean => heating.kind.endsWith('boiler');

/** The texts of a site's rows in a dataset, without the series. */
function textOf(world: World, name: string, index: number): string {
  const batches = ALL_DATASETS.find((dataset) => dataset.name === name)?.batches(world, index, YEAR) ?? [];
  return JSON.stringify([
    ...rowsByTable([...batches].filter(({ columns }) => columns['start_ts']?.kind !== 'instants')),
  ]);
}

/** The sites of the first seed, or of the others. */
export function testSiteMeters(part: Part): void {
  const seeds = everyNth(part, SEEDS.length, SEEDS);

  describe.each(seeds)('panels that stand at sites of seed %i', (seed) => {
    const world = worldOf(seed);
    const sites = sitesOf(world, (site) => hasPanels(site) && site.meters.electricity > 0, 6);

    test('lower the import meter by what the site uses of their output, in daylight, and never below 0', () => {
      for (const site of sites) {
        const output = installedOutput(seed, site, 2023) ?? new Float64Array();
        const checks = checkInstalledPanels(
          usedElectricity(seed, site, 2023),
          meteredElectricity(seed, site, 2023),
          output,
        );
        expect(checks.filter(({ ok }) => !ok)).toEqual([]);
        expect(checkSite(world, site, 2023).map(({ figure }) => figure)).toContain(checks[0]?.figure);
      }
    });

    test('are in no electricity series that the bundle links, so that simulations on it cost what the meter says', () => {
      for (const site of sites) {
        expect(bundleLinks(world, site.index, YEAR).map(({ type }) => type)).not.toContain('ElectricityMeterData');
        expect(textOf(world, 'job_queue', site.index)).not.toContain('ElectricalLoadRequest');
        expect(checkLinkedLoad(world, site.index, YEAR)).toMatchObject([{ ok: true }]);
        const [used, metered] = [usedElectricity(seed, site, 2023), meteredElectricity(seed, site, 2023)];
        expect(sum(used)).toBeGreaterThan(sum(metered));
      }
    });

    test('are in the baseline and in every scenario, cost nothing there, and do not fill more than the roof', () => {
      for (const site of sites) {
        const standing = site.solar.map(({ installedPower }) => installedPower);
        const { solar_panels: panels } = scenarioJson(seed, site, baselineOf(seed, site), YEAR);
        expect(panels?.map((each) => each.yield_scalar)).toEqual(standing.filter((power) => power > 0));
        for (const { incumbent, age = 0 } of panels ?? []) {
          expect(incumbent).toBe(true);
          // Few had panels before 2010.
          expect(age).toBeGreaterThan(0);
          expect(age).toBeLessThanOrEqual(13);
        }
        for (const { solar } of scenarios(seed, site)) {
          for (const [array, power] of solar.entries()) {
            expect(power).toBeGreaterThanOrEqual(standing[array] ?? 0);
            expect(power).toBeLessThanOrEqual(site.solar[array]?.peakPower ?? 0);
          }
        }
        const space = searchSpaceJson(seed, site, YEAR).solar_panels ?? [];
        const incumbents = space.filter((each) => each.incumbent);
        expect(incumbents.map((each) => each.yield_scalar)).toEqual(
          standing.filter((power) => power > 0).map((p) => [p]),
        );
        expect(incumbents.every((each) => each.COMPONENT_IS_MANDATORY)).toBe(true);
      }
    });
  });

  test.each(seeds)(
    'the bundle of a site of seed %i with a heat pump links electricity without what that takes',
    (seed) => {
      const world = worldOf(seed);
      for (const site of sitesOf(
        world,
        ({ heating, meters }) => heating.kind === 'heat_pump' && meters.electricity > 0,
        4,
      )) {
        expect(bundleLinks(world, site.index, YEAR).map(({ type }) => type)).not.toContain('ElectricityMeterData');
        expect(checkLinkedLoad(world, site.index, YEAR)).toMatchObject([{ ok: true }]);
      }
    },
  );

  test.each(seeds)('the bundles of all other sites of seed %i link what their meters say', (seed) => {
    const world = worldOf(seed);
    for (const electricity of [1, 2]) {
      for (const site of sitesOf(world, (each) => metersLoad(each) && each.meters.electricity === electricity, 4)) {
        expect(checkLinkedLoad(world, site.index, YEAR)).toMatchObject([{ ok: true }]);
      }
    }
  });

  describe.each(seeds)('large sites of seed %i with two meters of a kind', (seed) => {
    const world = worldOf(seed);

    test.each([
      ['electricity', electricityDataset, ({ meters }: Site) => meters.electricity === 2],
      ['gas', gasDataset, ({ meters, index }: Site) => meters.fuel === 2 && index % 3 !== 1],
      [
        'gas',
        gasDataset,
        ({ meters, index, heating }: Site) => meters.fuel === 2 && index % 3 === 1 && heating.kind === 'gas_boiler',
      ],
    ] as const)('have a dataset of %s for each, which add up to the site', (_, dataset, isSuch) => {
      for (const site of sitesOf(world, isSuch, 2)) {
        const batches = [...dataset.batches(world, site.index, YEAR)];
        const series = batches.filter(({ columns }) => 'start_ts' in columns);
        const ids = batches
          .filter(({ columns }) => 'filename' in columns)
          .flatMap((batch) => valuesOf(batch, 'dataset_id'));
        expect(new Set(ids).size).toBe(2);
        expect(series.map((batch) => valuesOf(batch, 'dataset_id')[0])).toEqual(ids);
        const checks = checkSite(world, site, 2023).filter(({ figure }) => figure.startsWith('several meters'));
        expect(checks.length).toBeGreaterThanOrEqual(3);
        expect(checks.filter(({ ok }) => !ok)).toEqual([]);
        // Services would take one of them for the whole site.
        const types = bundleLinks(world, site.index, YEAR).map(({ type }) => type);
        expect(types).toContain('ElectricityMeterDataSynthesised');
        expect(types.includes(dataset === gasDataset ? 'GasMeterData' : 'ElectricityMeterData')).toBe(false);
      }
    });

    test('have synthesised electricity of both', () => {
      for (const site of sitesOf(world, (each) => metersLoad(each) && each.meters.electricity === 2, 2)) {
        const [all, made] = [meteredElectricity(seed, site, 2023), synthesisedElectricity(seed, site, 2023)];
        for (const month of monthsOf(2023)) {
          expect(monthlySum(made, month) / monthlySum(all, month)).toBeCloseTo(1, 4);
        }
      }
    });

    test('have no fit of one meter, and no job that reads one', () => {
      for (const site of sitesOf(world, ({ meters }) => meters.fuel === 2, 3)) {
        expect(textOf(world, 'thermal_model', site.index)).toBe('[]');
        expect(textOf(world, 'heating', site.index)).not.toMatch(/regression|thermal_model|phpp/);
        expect(textOf(world, 'job_queue', site.index)).not.toContain('HeatingLoadRequest');
      }
      for (const site of sitesOf(world, ({ meters }) => meters.electricity === 2, 3)) {
        expect(textOf(world, 'job_queue', site.index)).not.toContain('ElectricalLoadRequest');
      }
    });
  });
}

/** Few have such clients, so these are of all seeds. */
export function testClientsOfOneFuel(): void {
  describe('clients that give readings of one fuel only', () => {
    const clients = SEEDS.flatMap((seed) => {
      const world = worldOf(seed);
      return Array.from({ length: 40 }, (_, client) => ({
        world,
        sites: world.client(client).sites.map((i) => world.site(i)),
      }));
    });
    const gasOnly = clients.filter(({ sites }) =>
      sites.filter(burning).every(({ meters }) => meters.electricity === 0),
    );
    const electricityOnly = clients.filter(({ sites }) => sites.every(({ meters }) => meters.fuel === 0));

    test('are few, and some', () => {
      expect(gasOnly.length / clients.length).toBeGreaterThan(0.01);
      expect(gasOnly.length / clients.length).toBeLessThan(0.12);
      expect(electricityOnly.length / clients.length).toBeGreaterThan(0.02);
      expect(electricityOnly.length / clients.length).toBeLessThan(0.16);
    });

    test('have no dataset of the other, and nothing that cites it', () => {
      for (const { world, sites } of [...gasOnly, ...electricityOnly]) {
        for (const site of sites.filter(burning).slice(0, 2)) {
          const missing = site.meters.electricity === 0 ? 'electricity' : 'gas';
          expect(textOf(world, missing, site.index)).toBe('[]');
          const types = bundleLinks(world, site.index, YEAR).map(({ type }) => type);
          expect(types).toContain('ElectricityMeterDataSynthesised');
          expect(types).not.toContain(missing === 'gas' ? 'GasMeterData' : 'ElectricityMeterData');
          expect(textOf(world, 'thermal_model', site.index)).toBe('[]');
          expect(textOf(world, 'job_queue', site.index)).not.toContain(
            missing === 'gas' ? 'HeatingLoadRequest' : 'ElectricalLoadRequest',
          );
        }
      }
    });
  });
}
