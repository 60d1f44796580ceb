import type { ClientBase } from 'pg';

import type { CatalogObject } from './catalog-object.ts';
import { firstQuestions, readWhole } from './full-read.ts';
import { reading } from './read-transaction.ts';
import type { SequenceValue } from './sequence-values.ts';
import type { TableRows } from './table-rows.ts';

/** What a database looked like at one moment: plain data, the same whatever order things were made in. */
export interface CatalogSnapshot {
  /** Sorted by kind and name. */
  objects: CatalogObject[];
  /** Sorted by table; empty if rows were not asked for. Partitions hold the rows of partitioned tables. */
  rows: TableRows[];
  /** Sorted by sequence; information that no comparison holds against a database. */
  sequences: SequenceValue[];
  /** What the snapshot could not see or does not know, one sentence each: never to be taken for equal. */
  uncovered: string[];
}

export interface DescribeSchemaOptions {
  /** Tables to leave out with all that belongs to them, such as a ledger; named as SQL would: `public.schema_migrations`. */
  ignoreTables?: readonly string[];
  /** Whether to read rows and large objects; they are unless told. */
  rows?: boolean;
  /** Whether to describe roles, tablespaces and what else the whole cluster shares; it is unless told. */
  clusterWide?: boolean;
}

/**
 * Describes the database that the client is connected to: every object that SQL can make, and the rows.
 *
 * Takes few round trips, in a read-only transaction that sees one moment. System schemas, temporary
 * objects and the members of extensions stay out; an extension stands for its members. Passwords and connection strings
 * are never in it, at most their digests. Reads as a superuser, or says in `uncovered` what another role cannot see.
 *
 * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
 */
export async function describeSchema(
  client: ClientBase,
  options: DescribeSchemaOptions = {},
): Promise<CatalogSnapshot> {
  return reading(client, firstQuestions(), async (yields) => (await readWhole(client, options, yields)).snapshot);
}
