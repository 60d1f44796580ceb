import type { ClientBase } from 'pg';
import * as v from 'valibot';

import { TEXTS, YES_OR_NO, checkOptions } from '../../support/check-options.ts';
import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { WITHIN_ALL, type ServerFacts } from '../kinds/kind-query.ts';
import { runBatch, runTolerantBatch, type StatementResult } from './batch.ts';
import type { CatalogObject } from './catalog-object.ts';
import { allComments, identifyCommented } from './comments.ts';
import { Contents } from './contents.ts';
import { countUnknown, unknownCatalogs } from './known-catalogs.ts';
import { readTransaction } from './read-transaction.ts';
import type { TableRows, UnreadRows } from './rows.ts';
import { SEQUENCE_STATES, type SequenceValue } from './sequence-values.ts';
import { SnapshotBuilder, compareTexts } from './snapshot-builder.ts';

/** The state of a database at one moment, as plain data that does not depend on the order of creation. */
export interface CatalogSnapshot {
  /** Sorted by kind and name. */
  objects: CatalogObject[];
  /** Sorted by table; empty with `rows: false`. The rows of a partitioned table appear under its partitions. */
  rows: TableRows[];
  /** Sorted by sequence. The values never make two snapshots different. */
  sequences: SequenceValue[];
  /** One sentence for everything that could not be read or is of an unknown kind. */
  uncovered: string[];
}

export interface DescribeSchemaOptions {
  /** Tables to leave out with all their parts, such as a ledger. Names as in SQL: `public.schema_migrations`. */
  ignoreTables?: readonly string[];
  /** Read rows and large objects. Default: true. */
  rows?: boolean;
  /** Describe roles, tablespaces and other objects that all databases of the cluster share. Default: true. */
  clusterWide?: boolean;
}

/** What callers within the toolkit can choose besides. */
export interface ReadOptions extends DescribeSchemaOptions {
  /** Do not read the rows of tables that take more than this many bytes. Default: read all. `unread` names them. */
  maxTableBytes?: number | undefined;
}

const DESCRIBE_OPTIONS = {
  ignoreTables: TEXTS,
  rows: YES_OR_NO,
  clusterWide: YES_OR_NO,
} satisfies Record<keyof DescribeSchemaOptions, v.GenericSchema>;

/**
 * Describes the connected database: every object that SQL can create, and the rows.
 *
 * Takes few round trips, in a read-only transaction with one snapshot of the data. System schemas and temporary objects
 * are left out. Members of extensions have the property `extension`; `diff` and `formatSnapshot` let an extension stand
 * for them where they can. Passwords and connection strings appear as digests at most. `uncovered` lists what a role without superuser rights cannot read.
 *
 * @throws InvalidOptionError; UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
 */
export async function describeSchema(
  client: ClientBase,
  options: DescribeSchemaOptions = {},
): Promise<CatalogSnapshot> {
  checkOptions('describeSchema', v.strictObject(DESCRIBE_OPTIONS), options);
  return readTransaction(
    client,
    preflightQueries(),
    async (results) => (await readFully(client, options, results)).snapshot,
  );
}

/** A database as it was read in one transaction, with what is needed to read only the changes later. */
export interface FullRead {
  snapshot: CatalogSnapshot;
  server: ServerFacts;
  builder: SnapshotBuilder;
  contents: Contents;
  /** The tables whose rows were not read. */
  unread: readonly UnreadRows[];
  /** The server has system catalogs that no query reads. */
  hasUnknownCatalogs: boolean;
}

/** Queries whose results `readFully` needs. */
export function preflightQueries(): string[] {
  return [
    `SELECT current_setting('server_version_num'), current_setting('is_superuser')`,
    unknownCatalogs(),
    `SELECT ${ALL_KINDS.map(({ present }) => present ?? 'true').join(', ')}`,
  ];
}

/**
 * Reads the whole database in the current transaction.
 *
 * @param results the results of `preflightQueries`
 */
export async function readFully(
  client: ClientBase,
  options: ReadOptions,
  [facts, unknown, present]: readonly StatementResult[],
): Promise<FullRead> {
  const readContents = options.rows ?? true;
  const server: ServerFacts = {
    version: Number(facts?.rows[0]?.[0]),
    superuser: facts?.rows[0]?.[1] === 'on',
    contents: readContents,
    clusterWide: options.clusterWide ?? true,
  };
  const queries = ALL_KINDS.filter(
    (kind, i) => present?.rows[0]?.[i] === 't' && (server.clusterWide || kind.clusterWide !== true),
  );
  const counts = (unknown?.rows ?? []).map(countUnknown);
  const results = await runTolerantBatch(client, [
    ...queries.map(({ sql }) => sql(server, WITHIN_ALL)),
    allComments(server.clusterWide),
    SEQUENCE_STATES,
    ...counts,
  ]);

  const uncovered: string[] = [];
  const take = (subject: string): StatementResult => {
    const result = results.shift() ?? 'no result';
    if (typeof result !== 'string') {
      return result;
    }
    uncovered.push(`${subject}: ${result}`);
    return { columns: [], rows: [] };
  };

  const builder = new SnapshotBuilder(options.ignoreTables ?? []);
  for (const query of queries) {
    const found = builder.add(query, take(query.catalog));
    if (query.superuserOnly !== undefined && !server.superuser && found > 0) {
      uncovered.push(`${query.superuserOnly}: only a superuser can read them`);
    }
  }
  const strays = builder.replaceComments(take('comments and security labels').rows);
  if (strays.length > 0) {
    const [named] = await runBatch(client, [identifyCommented(strays)]);
    uncovered.push(...(named?.rows ?? []).map(([property, type, name]) => `${property} on ${type} ${name}`));
  }
  for (const { kind, name, definition } of builder.entries()) {
    if (definition['kind of relation'] !== undefined) {
      uncovered.push(`${kind} ${name}: unknown kind of relation (${definition['kind of relation']})`);
    }
  }
  const objects = builder.objects();
  const changes = builder.takeChanges();
  const contents = new Contents();
  let unread: UnreadRows[] = [];
  contents.sequences.update(builder, take('sequences'));
  if (readContents) {
    const all = { builder, changes, isStale: () => true, isUnwritten: () => false };
    unread = await contents.read(client, { ...all, maxTableBytes: options.maxTableBytes });
    uncovered.push(...unread.map(({ table, reason }) => `rows of ${table}: ${reason}`));
  } else {
    await contents.sequences.compare(client, new Map());
  }
  for (const _ of counts) {
    const [catalog, count] = take('unknown catalogs').rows[0] ?? [];
    if (count !== undefined && count !== '0') {
      uncovered.push(`${catalog}: ${count} objects of an unknown kind`);
    }
  }
  const { rows, sequences } = contents;
  return {
    snapshot: { objects, rows, sequences: sequences.values, uncovered: uncovered.toSorted(compareTexts) },
    server,
    builder,
    contents,
    unread,
    hasUnknownCatalogs: counts.length > 0,
  };
}
