import { describe, expect, test, vi } from 'vitest';

import { checkOptimisation } from '../../../src/energy/checks/check-optimisation.ts';
import { answersOf } from '../../../src/energy/optimisation/optimise.ts';
import type { SiteCandidate } from '../../../src/energy/optimisation/site-candidates.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import type { World } from '../../../src/energy/world/world.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

const SEEDS = [5, 90_210, 424_243];

const spanOf = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
const YEAR = spanOf('2024-01-01', '2025-01-01');

const worldOf = (seed: number): World => createWorld({ seed, clients: 2, sites: 8, noise: 'none' });

function resultsOf(seed: number): SiteCandidate[] {
  return [0, 1].flatMap((client) =>
    answersOf(worldOf(seed), client, YEAR).flatMap(({ portfolios }) => portfolios.flatMap(({ sites }) => sites)),
  );
}

describe.each(SEEDS)('the optimisations of seed %i', (seed) => {
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

test('a world of 32 sites must have tanks and vehicles', () => {
  const checks = checkOptimisation(createWorld({ seed: 90_210, clients: 8, sites: 32, noise: 'none' }), YEAR);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  for (const figure of ['share with a tank', 'share with vehicles']) {
    expect(checks.find((each) => each.figure === figure)?.band[0]).toBeGreaterThan(0);
  }
});

test('a meter that is read by the month is compared only over the months that it has', () => {
  const span = spanOf('2023-06-16', '2024-06-16');
  const checks = checkOptimisation(createWorld({ seed: 5, clients: 2, sites: 8, noise: 'none' }), span);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  const counts = [span, YEAR].map(
    (of) => checkOptimisation(worldOf(5), of).filter(({ figure }) => figure.startsWith('fuel')).length,
  );
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[0]).toBeLessThan(counts[1] ?? 0);
});

test('over some seeds there are tanks, vehicles and curtailment', () => {
  const results = SEEDS.flatMap(resultsOf);
  for (const isThere of [
    ({ scenario }: SiteCandidate) => scenario.tank !== null,
    ({ scenario }: SiteCandidate) => scenario.vehicles !== null,
    ({ metrics }: SiteCandidate) => metrics.totals.electricity_curtailed > 0,
  ]) {
    expect(results.some(isThere)).toBe(true);
  }
});

test('a baseline that pays another price than its meter is found out', () => {
  const world = worldOf(5);
  // Meters of another year.
  const later = { ...world, site: (index: number) => ({ ...world.site(index), index: index + 1 }) };
  const wrong = checkOptimisation(later, YEAR).filter(({ ok }) => !ok);
  expect(wrong.map(({ figure }) => figure)).toContain('electricity cost over the meter');
});
