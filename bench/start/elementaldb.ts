/** Ours: `WARM` finds the migrated data directory in the cache, `COLD` has only the blank cluster there. */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { start } from '../../src/databases/start.ts';
import { measured, firstQuery, MIGRATIONS } from './measure.ts';

const cold = process.argv[2] === 'COLD';
const prelude = join(tmpdir(), `elementaldb-bench-${process.pid}.sql`);
// A prelude that nobody has seen makes a key that is not in the cache.
writeFileSync(prelude, cold ? `-- ${randomUUID()}\n` : '-- always the same\n');
await measured(async () => {
  const migrated = await start({
    migrations: MIGRATIONS,
    clientData: 'none',
    database: 'elementaldb',
    prelude,
  });
  await firstQuery(migrated.url);
  return () => migrated.stop();
});
rmSync(prelude);
