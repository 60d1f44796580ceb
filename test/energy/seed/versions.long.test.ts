import { expect, test } from 'vitest';

import { migrated, seeded } from './version-databases.ts';

test.each([4, 11, 19, 29])('what was written at version %i can be replaced', async (version) => {
  await using database = await migrated(version);
  const report = await seeded(database);
  expect(report.tables.map(({ table }) => table)).toContain('client_info.site_info');
  expect(await seeded(database, { ifThere: 'replace' })).toMatchObject({ rows: report.rows, removed: report.rows });
});
