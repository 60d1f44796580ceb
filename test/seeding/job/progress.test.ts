import { expect, test } from 'vitest';

import { seedProgress, type SeedProgress } from '../../../src/seeding/job/progress.ts';

test('the time that is left follows from what units of each dataset have had', () => {
  const told: SeedProgress[] = [];
  let now = 0;
  const progress = seedProgress(
    (each) => told.push(each),
    () => now,
  );
  progress.expect(new Map([['sites', 4]]));
  progress.expect(new Map([['meters', 4]]));
  now = 1000;
  progress.add({ units: { sites: 4 }, datasetRows: { sites: 4 }, tableRows: { site_info: 4 }, leftOut: [] });
  now = 2000;
  progress.add({
    units: { meters: 1 },
    datasetRows: { meters: 96 },
    tableRows: { readings: 95, metadata: 1 },
    leftOut: [],
  });
  expect(told).toEqual([
    { units: 4, unitsInAll: 8, rows: 4, rowsPerSecond: 4, secondsLeft: undefined },
    { units: 5, unitsInAll: 8, rows: 100, rowsPerSecond: 50, secondsLeft: 5.76 },
  ]);
  expect(progress.result()).toEqual({
    tables: [
      { table: 'metadata', rows: 1 },
      { table: 'readings', rows: 95 },
      { table: 'site_info', rows: 4 },
    ],
    rows: 100,
    units: 5,
    leftOut: [],
  });
});
