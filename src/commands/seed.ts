import { verifiedOwnership, readCluster } from '../databases/ownership.ts';
import { withConnection } from '../postgres/connect.ts';
import { checkSeedOptions, type SeedOptions } from '../seeding/job/seed-options.ts';
import { seed as seedWorld, type SeedReport } from '../seeding/job/seed.ts';
import type { World } from '../energy/world/world.ts';
import { UsageError } from '../support/errors.ts';
import { listServers } from './servers.ts';

/**
 * Writes a world's rows into a migrated database: see `seedWorld`. Mode `fast`, which drops indexes and foreign keys for
 * a while, is for databases that this package has made.
 *
 * @throws UsageError `NOT_OUR_DATABASE`
 */
export async function seed(world: World, target: string, options: SeedOptions = {}): Promise<SeedReport> {
  await checkSeedOptions(options);
  if (options.mode === 'fast' && !(await isOurs(target))) {
    throw new UsageError('--mode fast is for databases that elementaldb has made', {
      code: 'NOT_OUR_DATABASE',
      hint: 'Use --mode safe, which leaves indexes and foreign keys where they are.',
    });
  }
  return seedWorld(world, target, options);
}

/** Whether a database is one that `start` or a test has made: a record says so, or its own mark. */
async function isOurs(target: string): Promise<boolean> {
  const records = await listServers();
  const { host, port, database } = placeOf(target);
  const isRecorded = records.some(
    ({ details }) =>
      details !== undefined &&
      details.port === port &&
      details.database === database &&
      (details.host === host || placeOf(details.url).host === host),
  );
  return (
    isRecorded ||
    withConnection(target, async (client) => {
      const { rows } = await client.query<{ oid: string; name: string; comment: string | null }>(
        `SELECT oid::text, datname AS name, shobj_description(oid, 'pg_database') AS comment
         FROM pg_database WHERE datname = current_database()`,
      );
      const [found] = rows;
      const cluster = await readCluster(client);
      return found !== undefined && verifiedOwnership({ ...found, cluster }, found.comment ?? '') !== undefined;
    })
  );
}

function placeOf(url: string): { host: string; port: number; database: string } {
  try {
    const { hostname, port, pathname } = new URL(url);
    return { host: hostname, port: Number(port || 5432), database: decodeURIComponent(pathname.slice(1)) };
  } catch {
    return { host: '', port: 0, database: '' };
  }
}
