import { expect, test, vi } from 'vitest';

import { checkOptimisation } from '../../../src/energy/checks/check-optimisation.ts';
import { testOptimisations, worldOf, YEAR } from './optimised-worlds.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

testOptimisations('short');

test('a baseline that pays another price than its meter is found out', () => {
  const world = worldOf(5);
  // Meters of another year.
  const later = { ...world, site: (index: number) => ({ ...world.site(index), index: index + 1 }) };
  const wrong = checkOptimisation(later, YEAR).filter(({ ok }) => !ok);
  expect(wrong.map(({ figure }) => figure)).toContain('electricity cost over the meter');
});
