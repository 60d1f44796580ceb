import { expect, test } from 'vitest';

import { checkOptimisation } from '../../../src/energy/checks/check-optimisation.ts';
import type { SiteCandidate } from '../../../src/energy/optimisation/site-candidates.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { resultsOf, SEEDS, spanOf, testOptimisations, worldOf, YEAR } from './optimised-worlds.ts';

testOptimisations('long');

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
