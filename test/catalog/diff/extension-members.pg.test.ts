import { describe, expect, it } from 'vitest';

import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { formatSnapshot } from '../../../src/catalog/snapshot/format-snapshot.ts';
import { scratchDatabase } from '../../database.ts';
import { HSTORE_WITH_TABLE } from './hstore-with-table.ts';
import { testMembers } from './changed-members.ts';

describe('A difference in what an extension made shows', () => {
  it('not in the text of a schema, where an extension stands for its members', async () => {
    await using database = await scratchDatabase('catalog');
    await database.client.query(`${HSTORE_WITH_TABLE}; CREATE INDEX kinds_label ON kinds (label)`);
    const text = formatSnapshot(await describeSchema(database.client, { clusterWide: false }));
    expect(text.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      expect.stringContaining('extension hstore'),
      expect.stringContaining('extension plpgsql'),
      'schema public',
      '',
    ]);
  });
});

testMembers('short');
