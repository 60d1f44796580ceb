import { expect, test } from 'vitest';

import { checkWorld } from '../../../src/energy/checks/check-world.ts';
import { sampleWorld } from '../sample-world.ts';

const SPAN = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1) };

test('faults of meters do not change the underlying demand', () => {
  expect(checkWorld(sampleWorld(21, 1, 'realistic'), SPAN)).toEqual(checkWorld(sampleWorld(21, 1), SPAN));
});
