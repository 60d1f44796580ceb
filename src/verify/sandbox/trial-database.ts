import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

import { withoutOwnershipComment } from './without-ownership-comment.ts';
import { snapshotSeries, type SnapshotSeries } from '../../catalog/incremental/snapshot-series.ts';
import type { Cell } from '../../catalog/snapshot/batch.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { dropDatabase } from '../../databases/create-database.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { messageOf, withCleanup } from '../../support/errors.ts';
import type { MigrationSource } from '../migration-source.ts';
import {
  copyDatabase,
  createWithPrelude,
  ledgerQuery,
  type BaseDatabase,
  type DatabaseSetup,
  type LedgerTable,
  type Original,
} from './base-database.ts';
import { watchDatabases } from './created-databases.ts';
import { ignoredRows } from './ignored-rows.ts';
import { fileRunnerIn, type FileRunner } from './file-runner.ts';
import { rename, requiredName } from './required-name.ts';
import { dropRoles, roleNames } from './roles.ts';
import type { LeftInSession } from './session-leftovers.ts';
import { UpNotRepeatable } from './up-not-repeatable.ts';

/** Golang-migrate's table can no longer be read; or it can, and has lost its row. */
export type LedgerLoss = 'unusable' | 'emptied';

/** A database to run migrations in, with a second one, the fallback, that it is restored from. */
export interface TrialDatabase extends LedgerTable {
  readonly name: string;
  /** The name by which the files call it. */
  readonly databaseName: string;
  /** The role that runs all files. */
  readonly role: string;
  /** Whether the rows of the table are left out of snapshots. */
  ignoresRows(table: string): boolean;
  /** Runs a file as golang-migrate does, but as if in a new session, so that no session state leaks into the next. */
  run(sql: string): Promise<MigrationRun>;
  /** What the last file did to golang-migrate's table; undefined where the table is as good as before. */
  readonly ledgerLoss: LedgerLoss | undefined;
  /** A connection for anything that is neither a file nor a snapshot. */
  client(): Promise<Client>;
  /** Connects as any client does, login triggers included; returns why that fails. */
  whyNoLogin(): Promise<Error | undefined>;
  /** The catalog and all rows, without golang-migrate's table. */
  takeSnapshot(): Promise<CatalogSnapshot>;
  /** What depends on what in it. */
  dependencies(): ReturnType<SnapshotSeries['dependencies']>;
  /** Makes the state after this up, which follows all before it, the one to restore from now on. */
  advance(source: MigrationSource): void;
  /**
   * Restores the last state advanced to. The fallback runs the ups that it lacks only now, so a chain without defects
   * pays nothing for it.
   *
   * @param withRows whether it may have the rows of the base, which only the state before the first up has
   * @returns for each table that has such rows, how many it has without them
   * @throws UpNotRepeatable when an up fails there
   */
  restore(withRows?: boolean): Promise<ReadonlyMap<string, number>>;
  /**
   * Replaces the database by one with the prelude, golang-migrate's table and, where they lead to the same state in one
   * session, the migrations of the base; there is no fallback from then on.
   *
   * @param most a base with more migrations is not used
   * @returns how many migrations it has
   * @throws the errors of `createWithPrelude`
   */
  recreate(most?: number): Promise<number>;
  /** How many migrations it has then, without a limit, and what they left in the session that is to run others. */
  readonly recreatedWith: { count: number; left: readonly LeftInSession[] };
  /**
   * Drops everything it can; returns a sentence for each thing that stays on the server.
   *
   * @param disposable whether the server is stopped next: then connections are closed and nothing is dropped
   */
  close(disposable?: boolean): Promise<string[]>;
}

/**
 * Creates both databases as copies of `base`, the first with rows if that has any, or, without one, with the prelude and
 * golang-migrate's table.
 *
 * @param ignored patterns of tables whose rows are left out of snapshots, see `ignoredRows`
 * @throws the errors of `createWithPrelude`
 */
export async function openTrialDatabase(
  server: PostgresServer,
  { preludes, databaseName }: DatabaseSetup,
  base?: BaseDatabase,
  ignored: readonly string[] = [],
): Promise<TrialDatabase> {
  const unseen = ignoredRows(ignored);
  const ownName = `verify_${randomBytes(4).toString('hex')}`;
  const required = await requiredName(server);
  const name = required ?? ownName;
  const fallback = `${ownName}_fallback`;
  /** The fallback's name while files run in it. */
  const running = required ?? fallback;
  const applied: MigrationSource[] = [];
  const pending: MigrationSource[] = [];
  const rolesBefore = await roleNames(server);
  /** Of the fallback, which is created when something must be restored for the first time. */
  let seriesOfFallback: SnapshotSeries | undefined;
  let rolesOfFallback: string[] = [];

  const created = watchDatabases(server);
  const runner = fileRunnerIn(server, name, databaseName);
  const fallbackRunner = fileRunnerIn(server, running, databaseName);

  const create = async (
    database: string,
    inDatabase: FileRunner,
    original: Original | undefined = base,
  ): Promise<LedgerTable & { series: SnapshotSeries }> => {
    const copied = base !== undefined && original !== undefined ? { base, original } : undefined;
    const making =
      copied === undefined
        ? createWithPrelude(server, database, inDatabase, preludes)
        : copyDatabase(server, copied.original.name, database).then(() => copied.base);
    const { ledger, ledgerTable } = await making.catch((error: unknown) =>
      withCleanup(
        () => Promise.reject(error),
        async () => {
          await inDatabase.disconnect();
          await dropDatabase(server, database);
        },
      ),
    );
    const series = copied?.original.series.forCopy() ?? snapshotSeries({ ignoreTables: [ledgerTable] });
    return { ledger, ledgerTable, series };
  };
  const disconnect = async (): Promise<void> => {
    await Promise.all([runner.disconnect(), fallbackRunner.disconnect()]);
  };
  const dropNewRoles = async (): Promise<string[]> => dropRoles(server, without(await roleNames(server), rolesBefore));

  const close = async (disposable = false): Promise<string[]> => {
    if (disposable) {
      await disconnect();
      return [];
    }
    const left: string[] = [];
    for (const each of seriesOfFallback === undefined ? [name] : [name, fallback]) {
      await disconnect()
        .then(() => dropDatabase(server, each))
        .catch((error: unknown) => left.push(`could not drop the database ${each}: ${messageOf(error)}`));
    }
    created.forgetKept();
    await created
      .drop()
      .catch((error: unknown) => left.push(`could not drop databases that files created: ${messageOf(error)}`));
    const roles = await dropNewRoles().catch((error: unknown) => [`could not drop roles: ${messageOf(error)}`]);
    return [...left, ...roles];
  };

  const opened = await create(name, runner, base?.filled ?? base).catch((error: unknown) =>
    withCleanup(
      () => Promise.reject(error),
      async () => void (await close()),
    ),
  );
  const { ledger, ledgerTable } = opened;
  // On the connection that runs the files: a series reads only what has changed, as long as no other session is there.
  let { series } = opened;

  const ledgerRow = ledgerQuery(opened);
  let loss = lossOf(await runner.ask(ledgerRow));
  let newLoss: LedgerLoss | undefined;

  /** Creates the fallback, again where the trial dropped a role of it: only the whole chain creates that role again. */
  const renewFallback = async (): Promise<SnapshotSeries> => {
    const present = await roleNames(server);
    if (seriesOfFallback !== undefined) {
      await dropRoles(server, without(present, rolesOfFallback), [running]);
      if (without(rolesOfFallback, present).length === 0) {
        return seriesOfFallback;
      }
      await dropDatabase(server, running);
    }
    created.forgetKept();
    await created.drop();
    await dropNewRoles();
    pending.unshift(...applied.splice(0));
    rolesOfFallback = [];
    return (await create(running, fallbackRunner)).series;
  };

  /** Runs the ups that the fallback lacks. */
  const catchUp = async (behind: SnapshotSeries): Promise<void> => {
    for (let source = pending.shift(); source !== undefined; source = pending.shift()) {
      const run = await fallbackRunner.run(source.up ?? '');
      if (!run.ok) {
        throw new UpNotRepeatable(source, run);
      }
      applied.push(source);
      await created.keep(source.up ?? '');
      rolesOfFallback = [];
    }
    await behind.take(await fallbackRunner.client());
  };

  return {
    name,
    databaseName,
    role: server.user,
    recreatedWith: base?.inOneSession === true ? { count: base.applied, left: base.left } : { count: 0, left: [] },
    ignoresRows: (table) => unseen.has(table),
    ledger,
    ledgerTable,
    get ledgerLoss() {
      return newLoss;
    },
    async run(sql) {
      await created.expect(sql);
      const { run, answer } = await runner.runAndAsk(sql, ledgerRow);
      const now = lossOf(answer);
      newLoss = loss !== now && loss !== 'unusable' ? now : undefined;
      loss = now;
      return run;
    },
    client: () => runner.client(),
    whyNoLogin: () =>
      withConnection(server.connection(name), () => Promise.resolve(undefined)).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      ),
    async takeSnapshot() {
      const snapshot = unseen.without(await series.take(await runner.client()));
      return server.kind === 'existing' ? withoutOwnershipComment(snapshot) : snapshot;
    },
    dependencies: async () => series.dependencies(await runner.client()),
    advance: (source) => void pending.push(source),
    async restore(withRows = false) {
      await disconnect();
      await dropDatabase(server, name);
      await created.drop();
      const isFirst = applied.length === 0 && pending.length === 0;
      if (withRows && isFirst && base?.filled !== undefined) {
        await dropNewRoles();
        ({ series } = await create(name, runner, base.filled));
        loss = lossOf(await runner.ask(ledgerRow));
        return base.filled.tables;
      }
      await (seriesOfFallback && rename(server, fallback, running));
      const behind = await renewFallback();
      const isBehind = pending.length > 0 || behind !== seriesOfFallback;
      seriesOfFallback = behind;
      await withCleanup(
        async () => (isBehind ? catchUp(behind) : undefined),
        async () => {
          await fallbackRunner.disconnect();
          await rename(server, running, fallback);
        },
      );
      rolesOfFallback = rolesOfFallback.length === 0 ? await roleNames(server) : rolesOfFallback;
      await copyDatabase(server, fallback, name);
      series = behind.forCopy();
      loss = lossOf(await runner.ask(ledgerRow));
      return new Map();
    },
    async recreate(most = Number.POSITIVE_INFINITY) {
      await disconnect();
      await dropDatabase(server, name);
      await (seriesOfFallback && dropDatabase(server, fallback));
      seriesOfFallback = undefined;
      created.forgetKept();
      await created.drop();
      await dropNewRoles();
      if (base?.inOneSession === true && base.applied <= most) {
        ({ series } = await create(name, runner));
        return base.applied;
      }
      await createWithPrelude(server, name, runner, preludes);
      series = snapshotSeries({ ignoreTables: [ledgerTable] });
      return 0;
    },
    close,
  };
}

/** @param hasRow the server's answer; undefined where the table cannot be read */
function lossOf(hasRow: Cell | undefined): LedgerLoss | undefined {
  return hasRow === undefined ? 'unusable' : hasRow === 'f' ? 'emptied' : undefined;
}

function without(names: readonly string[], excluded: readonly string[]): string[] {
  return names.filter((name) => !excluded.includes(name));
}
