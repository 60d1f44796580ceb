import type { ClientBase } from 'pg';

import { annotations, strayAnnotations } from './annotations.ts';
import { Assembly, compareTexts } from './assemble.ts';
import { runBatch, runTolerantBatch, type Yield } from './batch.ts';
import type { CatalogObject } from './catalog-object.ts';
import { ALL_KINDS } from './kinds/all-kinds.ts';
import type { ServerFacts } from './kinds/kind-query.ts';
import { countUnknown, unknownCatalogs } from './known-catalogs.ts';
import { readContents } from './read-contents.ts';
import { reading } from './reading.ts';
import { EXTENSION_TABLES, TABLE_SIZES } from './rows.ts';
import { SEQUENCE_STATES, type SequenceValue } from './sequence-values.ts';
import type { TableRows } from './table-rows.ts';

/** What a database looked like at one moment: plain data, the same whatever order things were made in. */
export interface Snapshot {
  /** Sorted by kind and name. */
  objects: CatalogObject[];
  /** Sorted by table; empty if rows were not asked for. Partitions hold the rows of partitioned tables. */
  rows: TableRows[];
  /** Sorted by sequence; information that no comparison holds against a database. */
  sequences: SequenceValue[];
  /** What the snapshot could not see or does not know, one sentence each: never to be taken for equal. */
  uncovered: string[];
}

export interface SnapshotOptions {
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
 * Takes four round trips, in a read-only transaction that sees one moment. System schemas, temporary
 * objects and the members of extensions stay out; an extension stands for its members. Passwords and connection strings
 * are never in it, at most their digests. Reads as a superuser, or says in `uncovered` what another role cannot see.
 *
 * @throws UsageError `SNAPSHOT_IN_TRANSACTION` if the client is in a transaction
 */
export async function snapshot(client: ClientBase, options: SnapshotOptions = {}): Promise<Snapshot> {
  const presence = `SELECT ${ALL_KINDS.map(({ present }) => present ?? 'true').join(', ')}`;
  const facts = `SELECT current_setting('server_version_num'), current_setting('is_superuser')`;
  return reading(client, [facts, unknownCatalogs(), presence], async ([server, unknown, present]) => {
    const contents = options.rows ?? true;
    const serverFacts: ServerFacts = {
      version: Number(server?.rows[0]?.[0]),
      superuser: server?.rows[0]?.[1] === 'on',
      contents,
      clusterWide: options.clusterWide ?? true,
    };
    const queries = ALL_KINDS.filter(
      (kind, i) => present?.rows[0]?.[i] === 't' && (serverFacts.clusterWide || kind.clusterWide !== true),
    );
    const counts = (unknown?.rows ?? []).map(countUnknown);
    const answers = await runTolerantBatch(client, [
      ...queries.map(({ sql }) => sql(serverFacts)),
      annotations(serverFacts.clusterWide),
      SEQUENCE_STATES,
      ...(contents ? [TABLE_SIZES, EXTENSION_TABLES] : []),
      ...counts,
    ]);

    const uncovered: string[] = [];
    const take = (subject: string): Yield => {
      const answer = answers.shift() ?? 'no answer';
      if (typeof answer !== 'string') {
        return answer;
      }
      uncovered.push(`${subject}: ${answer}`);
      return { columns: [], rows: [] };
    };

    const assembly = new Assembly(options.ignoreTables ?? []);
    for (const query of queries) {
      const found = assembly.add(query, take(query.catalog));
      if (query.superuserOnly !== undefined && !serverFacts.superuser && found > 0) {
        uncovered.push(`${query.superuserOnly}: only a superuser may read them`);
      }
    }
    const strays = assembly.annotate(take('comments and security labels'));
    if (strays.length > 0) {
      const [named] = await runBatch(client, [strayAnnotations(strays)]);
      uncovered.push(...(named?.rows ?? []).map(([property, type, name]) => `${property} on ${type} ${name}`));
    }
    for (const { kind, name, definition } of assembly.entries) {
      if (definition['kind of relation'] !== undefined) {
        uncovered.push(`${kind} ${name}: a kind of relation that is not known (${definition['kind of relation']})`);
      }
    }
    const states = take('sequences');
    const held = await readContents(
      client,
      assembly.entries,
      states,
      contents ? [take('tables'), take('extensions')] : null,
    );
    for (const _ of counts) {
      const [catalog, count] = take('unknown catalogs').rows[0] ?? [];
      if (count !== undefined && count !== '0') {
        uncovered.push(`${catalog}: ${count} objects of a kind that is not known`);
      }
    }
    uncovered.push(...held.unreadable);
    return {
      objects: assembly.objects(),
      rows: held.rows.toSorted((a, b) => compareTexts(a.table, b.table)),
      sequences: held.sequences.toSorted((a, b) => compareTexts(a.sequence, b.sequence)),
      uncovered: uncovered.toSorted(compareTexts),
    };
  });
}
