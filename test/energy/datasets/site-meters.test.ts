import { expect, test, vi } from 'vitest';

import { checkInstalledPanels, checkSeveralMeters } from '../../../src/energy/checks/check-meters.ts';
import { sum } from '../../../src/energy/checks/statistics.ts';
import { testClientsOfOneFuel, testSiteMeters } from './metered-sites.ts';

// Whole years take their time where many tests run at once.
vi.setConfig({ testTimeout: 60_000 });

testSiteMeters('short');
testClientsOfOneFuel();

test('panels that work at night, and meters that do not add up, are found out', () => {
  const used = new Float64Array(48).fill(2);
  const output = used.map((_, i) => (i > 16 && i < 32 ? 1 : 0));
  const failures = (metered: Float64Array) =>
    checkInstalledPanels(used, metered, output).filter(({ ok }) => !ok).length;
  expect(failures(used.map((kwh, i) => kwh - (output[i] ?? 0)))).toBe(0);
  expect(failures(used.map((kwh, i) => (i === 0 ? kwh - 1 : kwh - (output[i] ?? 0))))).toBeGreaterThan(0);
  expect(failures(used.map((kwh, i) => kwh - 3 * (output[i] ?? 0)))).toBeGreaterThan(0);
  expect(failures(used)).toBeGreaterThan(0);
  const one = Float64Array.from({ length: 48 }, (_, i) => 3 + Math.sin(i));
  const other = Float64Array.from({ length: 48 }, (_, i) => 2 + Math.sin(i + 0.5));
  const both = one.map((kwh, i) => kwh + (other[i] ?? 0));
  expect(checkSeveralMeters('gas', [one, other], both).filter(({ ok }) => !ok)).toEqual([]);
  expect(checkSeveralMeters('gas', [one, one], both).filter(({ ok }) => !ok).length).toBeGreaterThan(0);
  expect(sum(both)).toBeGreaterThan(0);
});
