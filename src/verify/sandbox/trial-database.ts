import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

import type { Cell } from '../../catalog/snapshot/batch.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { snapshotSeries, type SnapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import { isOwnershipComment } from '../../databases/ownership.ts';
import { dropDatabase } from '../../databases/create-database.ts';
import type { LedgerName } from '../../migrations/ledger/ledger.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { messageOf, withCleanup } from '../../support/errors.ts';
import { copyDatabase } from './copy-database.ts';
import { watchDatabases } from './created-databases.ts';
import { createGround, type Base, type Ground } from './base-database.ts';
import type { MigrationSource } from '../migration-source.ts';
import { dropRoles, roleNames } from './roles.ts';
import { openRunner } from './file-runner.ts';
import { UpNotRepeatable } from './up-not-repeatable.ts';

/** The table can no longer be read; or it can, and has lost its row. */
export type LedgerLoss = 'unusable' | 'emptied';

/** Two databases: one to try everything on, and one to fall back to when a trial has spoiled it. */
export interface TrialDatabase {
  readonly name: string;
  /** The role that everything is run by. */
  readonly role: string;
  /** Golang-migrate's table, which is there from the start and no part of the snapshots. */
  readonly ledger: LedgerName;
  /** Its name as SQL writes it. */
  readonly ledgerTable: string;
  /** Runs a file as golang-migrate would, but as if on a connection of its own, so that nothing of a session leaks. */
  run(sql: string): Promise<MigrationRun>;
  /** What the last file has done to the ledger, which was whole before; undefined where it is as good as it was. */
  readonly ledgerLoss: LedgerLoss | undefined;
  /** A connection to the database that is tried on, for what is neither a file nor a snapshot. */
  client(): Promise<Client>;
  snapshot(): Promise<CatalogSnapshot>;
  /** Remembers that the state reached by this up, after all before it, is the one to fall back to from now on. */
  advance(source: MigrationSource): void;
  /**
   * Puts the database back to the last state advanced to. The fallback database lags behind: it runs the ups missing
   * there only when it is needed, so a chain without faults pays nothing for it.
   *
   * @throws UpNotRepeatable when an up does not run a second time from the same state
   */
  restore(): Promise<void>;
  /**
   * Makes the database anew under the same name, with the prelude and the ledger; the fallback is gone from then on.
   *
   * @throws the errors of `createGround`
   */
  startOver(): Promise<void>;
  /** Drops everything, as far as it can: returns a sentence for each thing that stays on the server. */
  close(): Promise<string[]>;
}

/**
 * Makes the two databases: copies of `base`, or with `prelude` (SQL that stands for what production has) and then the
 * ledger in both.
 *
 * @throws the errors of `createGround`
 */
export async function openTrialDatabase(
  server: PostgresServer,
  prelude: string | undefined,
  base?: Base,
): Promise<TrialDatabase> {
  const suffix = randomBytes(4).toString('hex');
  const [database, fallback] = [`verify_${suffix}`, `verify_${suffix}_fallback`];
  /** The ups that the fallback has had, and those that it lacks. */
  const done: MigrationSource[] = [];
  const pending: MigrationSource[] = [];
  const rolesBefore = await roleNames(server);
  let rolesOfFallback: string[] = [];

  const databases = watchDatabases(server);
  const trial = openRunner(server.connection(database));
  const understudy = openRunner(server.connection(fallback));

  const createFallback = async (): Promise<Ground> => {
    if (base === undefined) {
      return createGround(server, fallback, understudy, prelude);
    }
    await copyDatabase(server, base.database, fallback);
    return base;
  };

  // On the connection that runs the files: a series reads only what has changed, as long as nobody else is there.
  let observed: { client: Client; series: SnapshotSeries } | undefined;
  const observe = async (): Promise<SnapshotSeries> => {
    const client = await trial.client();
    if (observed?.client !== client) {
      observed = { client, series: snapshotSeries(client, { ignoreTables: [ledgerTable] }) };
    }
    return observed.series;
  };
  const dismiss = async (): Promise<void> => {
    await Promise.all([trial.dismiss(), understudy.dismiss()]);
  };

  const dropNewRoles = async (): Promise<string[]> => dropRoles(server, without(await roleNames(server), rolesBefore));

  const close = async (): Promise<string[]> => {
    const left: string[] = [];
    for (const name of [database, fallback]) {
      await dismiss()
        .then(() => dropDatabase(server, name))
        .catch((error: unknown) => left.push(`the database ${name} could not be dropped: ${messageOf(error)}`));
    }
    databases.forget();
    await databases
      .drop()
      .catch((error: unknown) => left.push(`databases that files made could not be dropped: ${messageOf(error)}`));
    const roles = await dropNewRoles().catch((error: unknown) => [`roles could not be dropped: ${messageOf(error)}`]);
    return [...left, ...roles];
  };

  const open = async (): Promise<Ground> => {
    const made = await createFallback();
    await understudy.dismiss();
    rolesOfFallback = await roleNames(server);
    await copyDatabase(server, fallback, database);
    return made;
  };
  const { ledger, ledgerTable } = await open().catch((error: unknown) =>
    withCleanup(
      () => Promise.reject(error),
      async () => void (await close()),
    ),
  );

  const question = `SELECT EXISTS (SELECT version, dirty FROM ${ledgerTable})`;
  let loss = lossOf(await trial.ask(question));
  let newLoss: LedgerLoss | undefined;

  return {
    name: database,
    role: server.user,
    ledger,
    ledgerTable,
    get ledgerLoss() {
      return newLoss;
    },
    async run(sql) {
      await databases.expect(sql);
      const { run, answer } = await trial.runAndAsk(sql, question);
      const now = lossOf(answer);
      newLoss = loss !== now && loss !== 'unusable' ? now : undefined;
      loss = now;
      return run;
    },
    client: () => trial.client(),
    async snapshot() {
      const series = await observe();
      const seen = await series.take();
      return server.kind === 'existing' ? withoutMark(seen) : seen;
    },
    advance: (source) => void pending.push(source),
    async restore() {
      await dismiss();
      await dropDatabase(server, database);
      await databases.drop();
      const present = await roleNames(server);
      await dropRoles(server, without(present, rolesOfFallback), [fallback]);
      if (without(rolesOfFallback, present).length > 0) {
        // The trial dropped a role that the fallback's ups made: only the whole chain makes it again.
        await dropDatabase(server, fallback);
        databases.forget();
        await databases.drop();
        await dropNewRoles();
        await createFallback();
        pending.unshift(...done.splice(0));
      }
      for (let source = pending.shift(); source !== undefined; source = pending.shift()) {
        const run = await understudy.run(source.up ?? '');
        if (!run.ok) {
          throw new UpNotRepeatable(source, run);
        }
        done.push(source);
        databases.keep(source.up ?? '');
        rolesOfFallback = [];
      }
      await understudy.dismiss();
      rolesOfFallback = rolesOfFallback.length === 0 ? await roleNames(server) : rolesOfFallback;
      await copyDatabase(server, fallback, database);
      loss = lossOf(await trial.ask(question));
    },
    async startOver() {
      await dismiss();
      await dropDatabase(server, database);
      await dropDatabase(server, fallback);
      databases.forget();
      await databases.drop();
      await dropNewRoles();
      await createGround(server, database, trial, prelude);
    },
    close,
  };
}

/** @param hasRow the server's answer; undefined where the table cannot be read */
function lossOf(hasRow: Cell | undefined): LedgerLoss | undefined {
  return hasRow === undefined ? 'unusable' : hasRow === 'f' ? 'emptied' : undefined;
}

function without(names: readonly string[], left: readonly string[]): string[] {
  return names.filter((name) => !left.includes(name));
}

/** On a server that is not ours the database's comment is our own mark, which names the database it stands at. */
function withoutMark(seen: CatalogSnapshot): CatalogSnapshot {
  const objects = seen.objects.map((object) => {
    const { comment, ...definition } = object.definition;
    const marked = object.kind === 'database' && typeof comment === 'string' && isOwnershipComment(comment);
    return marked ? { ...object, definition } : object;
  });
  return { ...seen, objects };
}
