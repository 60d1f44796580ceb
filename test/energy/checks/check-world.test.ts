import { expect, test, vi } from 'vitest';

import { checkWorld } from '../../../src/energy/checks/check-world.ts';
import type { World } from '../../../src/energy/world/world.ts';
import { sampleWorld } from '../sample-world.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

const SPAN = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

test('a world is within all bands', () => {
  const figures = checkWorld(sampleWorld(21), SPAN);
  expect(figures.filter(({ ok }) => !ok)).toEqual([]);
  expect(new Set(figures.map(({ subject }) => subject)).size).toBe(21);
  expect(new Set(figures.map(({ dataset }) => dataset))).toEqual(
    new Set([
      'sites',
      'electricity',
      'gas',
      'heating',
      'hot water',
      'solar',
      'wind',
      'tariffs',
      'weather',
      'carbon',
      'optimisation',
    ]),
  );
});

test('a world of another climate is found out', () => {
  const world = sampleWorld(21, 2);
  const odd: World = {
    ...world,
    // The climate of no place of Great Britain.
    site: (index) => ({
      ...world.site(index),
      place: { ...world.site(index).place, temperature: { mean: 24, amplitude: 2 } },
    }),
  };
  expect(
    checkWorld(odd, SPAN)
      .filter(({ ok }) => !ok)
      .map(({ figure }) => figure),
  ).toContain('heating degree-days below 15.5 degC');
});
