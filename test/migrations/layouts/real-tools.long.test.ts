import { inject, expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { start } from '../../../src/databases/start.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../migrations-folder.ts';
import { layoutFixture, OTHER_LAYOUTS } from './layout-fixtures.ts';
import { realTool } from './real-tools.ts';
import { REFUSED } from './refused-files.ts';

/** Its name differs. */
const withoutDatabase = ({ kind }: { kind: string }): boolean => kind !== 'database';

test.for(OTHER_LAYOUTS)('%s: the tool itself leads to the same catalog', async (layout, { skip }) => {
  const tool = await realTool(layout);
  if ('missing' in tool) {
    skip(tool.missing);
    return;
  }
  await using theirs = await scratchDatabase();
  await tool.applyAll(layoutFixture(layout), theirs.url);
  const database = `real_tool_${Date.now()}`;
  const server = { kind: 'existing' as const, url: inject('serverUrl') };
  await using ours = await start({ migrations: layoutFixture(layout), layout, server, database });
  const options = { ignoreTables: [tool.ledger], clusterWide: false };
  const expected = await describeSchema(theirs.client, options);
  const actual = await withConnection(ours.url, (client) => describeSchema(client, options));
  const difference = diff(
    { ...expected, objects: expected.objects.filter(withoutDatabase) },
    { ...actual, objects: actual.objects.filter(withoutDatabase) },
  );
  // Both have drawn nothing from a sequence and written no row.
  expect(formatDiff(difference).filter((line) => !line.includes(tool.ledger))).toEqual([]);
});

test.for(
  Object.entries(REFUSED).filter(
    ([, { layout, isAcceptedByTool }]) => layout !== 'timestamps' && isAcceptedByTool !== true,
  ),
)('the tool itself refuses what is refused: %s', async ([, { layout, files }], { skip }) => {
  const tool = await realTool(layout);
  if ('missing' in tool) {
    skip(tool.missing);
    return;
  }
  await using folder = await migrationsFolder(files);
  await using database = await scratchDatabase();
  await expect(tool.applyAll(folder.path, database.url)).rejects.toThrow('Command failed');
});
