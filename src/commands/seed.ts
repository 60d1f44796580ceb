import { verifiedOwnership, readCluster } from '../databases/ownership.ts';
import { seedJob, type SeedOptions } from '../energy/seed/seed-options.ts';
import { seedWorld, type SeedReport } from '../energy/seed/seed-world.ts';
import type { World } from '../energy/world/world.ts';
import { withConnection } from '../postgres/connect.ts';
import { UsageError } from '../support/errors.ts';
import { listServers } from './servers.ts';

/**
 * Writes the rows of a world into a migrated database. Each dataset of a site, place or client is written as a whole or
 * not at all; run again, it adds what is missing and nothing twice. Mode `fast` is only for databases that elementaldb
 * created, where it is the default.
 *
 * @param target URL of the database, or what finds it once the options are known to be valid
 * @throws UsageError `NOT_OUR_DATABASE`; the errors of `seedJob` and `runSeedJob`
 */
export async function seed(
  world: World,
  target: string | (() => Promise<string>),
  options: SeedOptions = {},
): Promise<SeedReport> {
  const job = await seedJob(world, options);
  const url = typeof target === 'string' ? target : await target();
  if (options.mode === 'safe') {
    return seedWorld(url, job);
  }
  // Unasked, only what this user's own record or the database says counts; without the records it is mode safe.
  const fast = job.fast ? await isOurs(url) : await isOurs(url, true).catch(() => false);
  if (job.fast && !fast) {
    throw new UsageError('--mode fast needs a database that elementaldb created', {
      code: 'NOT_OUR_DATABASE',
      hint: 'Use --mode safe, which keeps the indexes.',
    });
  }
  return seedWorld(url, { ...job, fast });
}

/**
 * Whether `start` or a test created the database: a server record or the database's own comment says so.
 *
 * @param isStrict whether the record must have the same password, which is random: its server may be gone, and another have its port
 */
async function isOurs(target: string, isStrict = false): Promise<boolean> {
  const records = await listServers();
  const { host, port, database } = placeOf(target);
  const isRecorded = records.some(
    ({ details }) =>
      details !== undefined &&
      details.port === port &&
      details.database === database &&
      (!isStrict || passwordOf(details.url) === passwordOf(target)) &&
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

function passwordOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).password : undefined;
}
