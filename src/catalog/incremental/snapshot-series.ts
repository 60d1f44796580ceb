import type { ClientBase } from 'pg';

import { runBatch } from '../snapshot/batch.ts';
import { DEPENDENCIES, dependenciesBetween, readDependencies, type Dependency } from '../snapshot/dependencies.ts';
import {
  preflightQueries,
  readFully,
  type CatalogSnapshot,
  type DescribeSchemaOptions,
} from '../snapshot/describe-schema.ts';
import { readTransaction } from '../snapshot/read-transaction.ts';
import { KnownRows, readProbe } from './known-rows.ts';
import { PreparedStatements, type Call } from './prepared-statements.ts';
import { readChanges } from './read-changes.ts';
import { stateOfCopy, type State } from './state.ts';
import {
  LATER_TRANSACTIONS,
  TRANSACTION_SNAPSHOT,
  TRANSACTION_SNAPSHOT_PARAMETERS,
  readTransactionSnapshot,
  type TransactionSnapshot,
} from './transaction-snapshot.ts';
import { WATCHED, probe } from '../snapshot/watched-catalogs.ts';

/** Consecutive snapshots of one database. */
export interface SnapshotSeries {
  /**
   * Returns the same value as `describeSchema`. After the first call it reads only what has changed; objects and arrays
   * that have not changed are identical to those of the previous snapshot.
   *
   * @param client a connection to the database; on another one than before, statements are planned again
   * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
   */
  take(client: ClientBase): Promise<CatalogSnapshot>;
  /**
   * What depends on what in the database as it is, for the objects of a snapshot taken now.
   *
   * @throws as `take`
   */
  dependencies(client: ClientBase): Promise<Dependency[]>;
  /**
   * A series for a copy that CREATE DATABASE makes of the database before it changes again: only what changes in the copy is
   * read.
   */
  forCopy(): SnapshotSeries;
}

/**
 * Starts a series of snapshots of one database.
 *
 * Changes are found by the transaction ids of catalog rows, and objects that mention a changed object by PostgreSQL's
 * dependencies. A full read replaces this where it is not sufficient: the first time, without superuser rights, and if
 * something is not covered.
 */
export function snapshotSeries(options: DescribeSchemaOptions = {}): SnapshotSeries {
  return seriesFrom(undefined, options);
}

/** @param original the state of the database that this one is a copy of */
function seriesFrom(original: State | undefined, options: DescribeSchemaOptions): SnapshotSeries {
  let state = original;
  let statements = new PreparedStatements();
  let last: ClientBase | undefined;

  const readAll = async (client: ClientBase, transaction: TransactionSnapshot): Promise<CatalogSnapshot> => {
    await client.query(RESTORE_PLANNER);
    const read = await readFully(client, options, await runBatch(client, preflightQueries()));
    const canFollow = read.server.superuser && read.snapshot.uncovered.length === 0 && !read.hasUnknownCatalogs;
    if (canFollow) {
      const known = new KnownRows();
      const counted = WATCHED.filter(({ counted: isCounted, name }) => isCounted || name === 'pg_enum');
      const results = await runBatch(
        client,
        counted.map((catalog) => probe(catalog)),
      );
      for (const { rows } of results) {
        rows.forEach((row) => known.update(readProbe(row)));
      }
      const start = { relations: known.keys('pg_class'), resetAt: transaction.counters.resetAt };
      state = { ...read, known, transaction, start };
    }
    return read.snapshot;
  };

  const attempt = async (client: ClientBase, before: State | undefined): Promise<CatalogSnapshot> => {
    const opening = statements.batch([SETTINGS, transactionCall(before), { name: 'later', sql: LATER_TRANSACTIONS }]);
    return readTransaction(client, opening.sql, async (results) => {
      const [, now, later] = opening.pick(results);
      const transaction = readTransactionSnapshot(now, later);
      const next = before === undefined ? undefined : await readChanges(client, statements, before, transaction);
      state = next;
      return next === undefined ? readAll(client, transaction) : next.snapshot;
    });
  };

  const take = async (client: ClientBase): Promise<CatalogSnapshot> => {
    const before = state;
    state = undefined;
    if (client !== last) {
      last = client;
      statements = new PreparedStatements();
    }
    if (before === undefined) {
      return attempt(client, undefined);
    }
    return attempt(client, before).catch((error: unknown) => {
      // An object disappeared meanwhile, or the session lost its prepared statements.
      if (client.getTransactionStatus() !== 'I') {
        throw error;
      }
      statements = new PreparedStatements();
      return attempt(client, undefined);
    });
  };

  return {
    take,
    async dependencies(client) {
      await take(client);
      if (state === undefined) {
        return readDependencies(client);
      }
      const { builder } = state;
      const opening = statements.batch([SETTINGS, { name: 'dependencies', sql: DEPENDENCIES }]);
      return readTransaction(client, opening.sql, (results) =>
        Promise.resolve(dependenciesBetween(builder, opening.pick(results)[1])),
      );
    },
    forCopy: () => seriesFrom(state && stateOfCopy(state), options),
  };
}

/** Plan types that are slow for few rows, which the planner may choose because it does not see the array parameters. */
const SLOW_FOR_FEW_ROWS = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];
const setAll = (value: string): string =>
  SLOW_FOR_FEW_ROWS.map((setting) => `set_config('${setting}', '${value}', true)`).join(', ');
const SETTINGS: Call = {
  name: 'settings',
  sql: `SELECT set_config('plan_cache_mode', 'force_generic_plan', true), ${setAll('off')}`,
};
const RESTORE_PLANNER = `SELECT ${setAll('on')}`;

function transactionCall(before: State | undefined): Call {
  const lists = [before?.contents.sequences.oids() ?? [], before?.contents.largeOids() ?? []];
  return {
    name: 'transaction',
    parameters: TRANSACTION_SNAPSHOT_PARAMETERS,
    sql: TRANSACTION_SNAPSHOT,
    arguments: [before?.transaction.visible ?? '', ...lists.map((oids) => `{${oids.join(',')}}`)],
  };
}
