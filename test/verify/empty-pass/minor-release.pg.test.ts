import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import { AXES } from '../../../src/verify/report/verdict.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** Where Debian's packages put their binaries; CI installs the newest minor release there. */
const DEBIAN = '/usr/lib/postgresql';

function installedBinaries(): string[] {
  const majors = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return majors.map((major) => join(DEBIAN, major, 'bin')).filter((folder) => existsSync(join(folder, 'postgres')));
}

test('all migrations pass on a release whose server writes options of its own into columns', async ({ skip }) => {
  const [pgBin] = installedBinaries();
  if (pgBin === undefined) {
    return skip(`no PostgreSQL server under ${DEBIAN}`);
  }
  const { server } = await startServer({ pgBin });
  try {
    const written = await withConnection(server.connectionString(), async (client) => {
      await client.query('CREATE TABLE boat (name text)');
      const { rowCount } = await client.query(`SELECT FROM pg_attribute WHERE attoptions::text LIKE '%pg_attver%'`);
      return rowCount ?? 0;
    });
    skip(written === 0, `PostgreSQL ${server.version.text} in ${pgBin} is older than the releases of November 2026`);
    const report = await verifyOn(server, await readContent({ migrations: MIGRATIONS }));
    const failed = report.migrations.flatMap(({ version, verdicts }) =>
      AXES.filter((axis) => verdicts[axis].status !== 'pass').map((axis) => `${version} ${axis}`),
    );
    expect(failed).toEqual([]);
    expect(report.migrations.length).toBeGreaterThanOrEqual(32);
  } finally {
    await server.stop();
  }
});
