import type { ClientBase } from 'pg';

import { runBatch } from '../snapshot/batch.ts';
import { KnownRows, readProbe } from './known-rows.ts';
import { LATER_TRANSACTIONS, MOMENT, MOMENT_PARAMETERS, readMoment, type Moment } from './transaction-snapshot.ts';
import { readChanges, type State } from './read-changes.ts';
import { firstQuestions, readWhole } from '../snapshot/full-read.ts';
import { reading } from '../snapshot/read-transaction.ts';
import type { CatalogSnapshot, DescribeSchemaOptions } from '../snapshot/describe-schema.ts';
import { Statements, type Call } from './statements.ts';
import { WATCHED, probe } from './watched-catalogs.ts';

/** Snapshots of one database, one after the other. */
export interface SnapshotSeries {
  /**
   * The same value as `snapshot` would give. From the second on only what has changed is read; objects and arrays that
   * have not are the very same as in the snapshot before.
   *
   * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
   */
  take(): Promise<CatalogSnapshot>;
}

/**
 * Starts a series on a connection that stays with one database.
 *
 * What changed is found by the transactions that wrote the catalogs' rows; what mentions a changed object is found by
 * the dependencies that PostgreSQL keeps. What cannot be told that way has everything read again, as does the first
 * snapshot, a reader who is no superuser, and a database of which something is not covered.
 */
export function snapshotSeries(client: ClientBase, options: DescribeSchemaOptions = {}): SnapshotSeries {
  let state: State | undefined;
  let statements = new Statements();

  const everything = async (moment: Moment): Promise<CatalogSnapshot> => {
    await client.query(PLANNING_AGAIN);
    const whole = await readWhole(client, options, await runBatch(client, firstQuestions()));
    const canFollow = whole.server.superuser && whole.snapshot.uncovered.length === 0 && !whole.hasUnknownCatalogs;
    if (canFollow) {
      const known = new KnownRows();
      const counted = WATCHED.filter(({ counted: isCounted, name }) => isCounted || name === 'pg_enum');
      const yields = await runBatch(
        client,
        counted.map((catalog) => probe(catalog)),
      );
      for (const { rows } of yields) {
        rows.forEach((row) => known.learn(readProbe(row)));
      }
      const start = { relations: known.keys('pg_class'), resetAt: moment.counters.resetAt };
      state = { ...whole, known, moment, start };
    }
    return whole.snapshot;
  };

  const attempt = async (before: State | undefined): Promise<CatalogSnapshot> => {
    const opening = statements.batch([
      { name: 'settings', sql: PLANNING },
      momentCall(before),
      { name: 'later', sql: LATER_TRANSACTIONS },
    ]);
    return reading(client, opening.sql, async (yields) => {
      const [, now, later] = opening.pick(yields);
      const moment = readMoment(now, later);
      const next = before === undefined ? undefined : await readChanges(client, statements, before, moment);
      state = next;
      return next === undefined ? everything(moment) : next.snapshot;
    });
  };

  return {
    async take() {
      const before = state;
      state = undefined;
      if (before === undefined) {
        return attempt(undefined);
      }
      return attempt(before).catch((error: unknown) => {
        // Something that was there a moment ago is gone, or the session has lost its statements.
        if (client.getTransactionStatus() !== 'I') {
          throw error;
        }
        statements = new Statements();
        return attempt(undefined);
      });
    },
  };
}

/**
 * A statement that makes the planner take the ways through catalogs that are right for few objects, whatever it thinks
 * of arrays that it does not see; and one that takes it back.
 */
const WAYS = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];
const PLANNING = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true), ${WAYS.map((way) => `set_config('${way}', 'off', true)`).join(', ')}`;
const PLANNING_AGAIN = `SELECT ${WAYS.map((way) => `set_config('${way}', 'on', true)`).join(', ')}`;

function momentCall(before: State | undefined): Call {
  const lists = [before?.contents.sequences.oids() ?? [], before?.contents.largeOids() ?? []];
  return {
    name: 'moment',
    parameters: MOMENT_PARAMETERS,
    sql: MOMENT,
    arguments: [before?.moment.visible ?? '', ...lists.map((oids) => `{${oids.join(',')}}`)],
  };
}
