import { describe, expect, test } from 'vitest';

import { checkOptimisation } from '../../../src/energy/checks/check-optimisation.ts';
import { answersOf } from '../../../src/energy/optimisation/optimise.ts';
import type { SiteCandidate } from '../../../src/energy/optimisation/site-candidates.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { World } from '../../../src/energy/world/world.ts';
import { everyNth, type Part } from '../../suite-part.ts';

export const SEEDS = [5, 90_210, 424_243];

export const spanOf = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
export const YEAR = spanOf('2024-01-01', '2025-01-01');

export const worldOf = (seed: number): World => createWorld({ seed, clients: 2, sites: 8, noise: 'none' });

export function resultsOf(seed: number): SiteCandidate[] {
  return [0, 1].flatMap((client) =>
    answersOf(worldOf(seed), client, YEAR).flatMap(({ portfolios }) => portfolios.flatMap(({ sites }) => sites)),
  );
}

/** The optimisations of the first seed, or of the others. */
export function testOptimisations(part: Part): void {
  describe.each(everyNth(part, SEEDS.length, SEEDS))('the optimisations of seed %i', (seed) => {
    test.each([
      ['a year', YEAR],
      ['twelve months of two years', spanOf('2018-04-01', '2019-04-01')],
    ])('are what an analyst would believe, of %s', (_, span) => {
      const checks = checkOptimisation(worldOf(seed), span);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(checks.length).toBeGreaterThan(20);
    });

    test('export and curtail what panels give too much, and buy nothing that never acts', () => {
      const results = resultsOf(seed);
      for (const { scenario, metrics } of results) {
        const { totals } = metrics;
        const hasSource = totals.electricity_generated > 0;
        expect(totals.electricity_exported > 0 && !hasSource).toBe(false);
        expect(totals.electricity_curtailed).toBeLessThanOrEqual(totals.electricity_generated);
        // A connection that lets much out curtails nothing before it is full.
        expect(totals.electricity_curtailed > 0 && totals.electricity_exported === 0).toBe(false);
        expect(scenario.gridExport).toBeGreaterThan(0);
      }
      expect(results.some(({ metrics }) => metrics.totals.electricity_exported > 0)).toBe(true);
      expect(results.some(({ metrics }) => metrics.totals.electrical_shortfall > 0)).toBe(true);
      expect(results.some(({ scenario }) => scenario.battery !== null)).toBe(true);
    });
  });
}
