import { diff } from '../../catalog/diff/diff.ts';
import { snapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { dropDatabase } from '../../databases/create-database.ts';
import { runMigrationFile } from '../../migrations/runner/run-migration-file.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { withCleanup } from '../../support/errors.ts';
import type { MigrationSource } from '../migration-source.ts';
import { createWithPrelude, ledgerQuery, type BaseDatabase, type DatabaseSetup } from './base-database.ts';
import { databasesNamed } from './created-databases.ts';
import { fileRunnerIn } from './file-runner.ts';
import { rename, requiredName } from './required-name.ts';
import { dropRoles, roleNames } from './roles.ts';
import { SessionLeftovers, type LeftInSession } from './session-leftovers.ts';
import { withoutOwnershipComment } from './without-ownership-comment.ts';

/**
 * Creates a base with the prelude and these migrations; undefined where a file fails or creates what belongs to the whole
 * server.
 */
export async function buildBase(
  server: PostgresServer,
  name: string,
  setup: DatabaseSetup,
  replayed: readonly MigrationSource[],
): Promise<BaseDatabase | undefined> {
  const files = [...setup.preludes, ...replayed.map(({ up }) => up ?? '')];
  if (server.kind === 'existing' && setup.preludes.length > 0) {
    // What it makes for the whole server stays there, and would make its second run fail.
    return undefined;
  }
  if ((await Promise.all(files.map(databasesNamed))).flat().length > 0) {
    return undefined;
  }
  const roles = await roleNames(server);
  const building = (await requiredName(server)) ?? name;
  /** What one session led to, if the files left something in it. */
  let alike: Replayed | undefined;
  for (const inOneSession of [true, false]) {
    const built = await replayInto(server, building, setup, replayed, inOneSession);
    const newRoles = (await roleNames(server)).filter((role) => !roles.includes(role));
    if (typeof built === 'object' && newRoles.length === 0 && (!inOneSession || !built.hasLeft)) {
      await rename(server, building, name);
      const isAlike = inOneSession || (alike !== undefined && isSame(alike.state, built.state));
      return { ...built.base, name, inOneSession: isAlike, left: isAlike ? (alike?.left ?? []) : [] };
    }
    await dropDatabase(server, building);
    await dropRoles(server, newRoles);
    if (built === 'fails' || newRoles.length > 0) {
      break;
    }
    alike = typeof built === 'object' ? built : undefined;
  }
  return undefined;
}

function isSame(one: CatalogSnapshot, other: CatalogSnapshot): boolean {
  const { grade, sequences, sequencesBehind } = diff(withoutOwnershipComment(one), withoutOwnershipComment(other));
  return grade === 'equal' && sequences.length === 0 && sequencesBehind.length === 0;
}

interface Replayed {
  base: Omit<BaseDatabase, 'inOneSession' | 'left'>;
  state: CatalogSnapshot;
  /** Whether a file left something in the session that all ran in, be it for some others only. */
  hasLeft: boolean;
  /** What is still left there after the last one. */
  left: readonly LeftInSession[];
}

/**
 * Creates a base, or tells why there is none: a file fails, be it because of what earlier ones left in the session of all, or
 * what they left there keeps golang-migrate's table from being read.
 */
async function replayInto(
  server: PostgresServer,
  name: string,
  { preludes, databaseName }: DatabaseSetup,
  replayed: readonly MigrationSource[],
  inOneSession: boolean,
): Promise<Replayed | 'fails' | 'leaves something'> {
  const runner = fileRunnerIn(server, name, databaseName);
  return withCleanup(
    async () => {
      const table = await createWithPrelude(server, name, runner, preludes);
      const client = await runner.client();
      const leftovers = new SessionLeftovers(client, server.user);
      await leftovers.noteCurrent();
      const left: LeftInSession[] = [];
      let stillLeft: readonly LeftInSession[] = [];
      for (const [position, { up = '' }] of replayed.entries()) {
        const run = await (inOneSession ? runMigrationFile(client, up, databaseName) : runner.run(up));
        if (!run.ok) {
          return left.length > 0 ? 'leaves something' : 'fails';
        }
        if (inOneSession) {
          // A time limit that a file has left may end the question itself.
          const lines = await leftovers.newAfter(up).catch(() => undefined);
          if (lines === undefined) {
            return 'leaves something';
          }
          left.push(...lines.map((line) => ({ position, line })));
        }
      }
      if (left.length > 0) {
        const now = new Set(await leftovers.current());
        stillLeft = left.filter(({ line }) => now.has(line));
      }
      await runner.disconnect();
      if (inOneSession && (await runner.ask(ledgerQuery(table))) !== 't') {
        return 'leaves something';
      }
      const series = snapshotSeries({ ignoreTables: [table.ledgerTable] });
      const state = await series.take(await runner.client());
      return {
        base: { ...table, name, applied: replayed.length, series },
        state,
        hasLeft: left.length > 0,
        left: stillLeft,
      };
    },
    () => runner.disconnect(),
  );
}
