import type { ClientBase } from 'pg';

import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { WITHIN_ALL, WITHIN_PARAMETERS } from '../kinds/kind-query.ts';
import { sequences } from '../kinds/sequences.ts';
import type { StatementResult } from '../snapshot/batch.ts';
import { allComments } from '../snapshot/comments.ts';
import { isSmall } from '../snapshot/rows.ts';
import { LAST_VALUES, SOME_SEQUENCE_STATES } from '../snapshot/sequence-values.ts';
import { ChangedParts } from './changed-parts.ts';
import { DEPENDENTS, DEPENDENTS_PARAMETERS, dependentsArguments, readDependents } from './dependents.ts';
import { readProbe, type KnownRows } from './known-rows.ts';
import type { Call, PreparedStatements } from './prepared-statements.ts';
import { SCOPE_PARAMETERS, scopeArguments, scopedQueries, scopedUnits } from './scoped-reads.ts';
import type { State } from './state.ts';
import type { TransactionSnapshot } from './transaction-snapshot.ts';
import { WATCHED, allKeys, probe } from '../snapshot/watched-catalogs.ts';

/**
 * Updates the state in the current transaction. Returns undefined, and leaves the state unusable, if a full read is
 * needed.
 */
export async function readChanges(
  client: ClientBase,
  statements: PreparedStatements,
  state: State,
  transaction: TransactionSnapshot,
): Promise<State | undefined> {
  const { builder, contents, server } = state;
  if (transaction.superuser !== server.superuser) {
    return undefined;
  }
  if (transaction.lastValues !== undefined) {
    if ((transaction.largeSizes ?? []).some(isSmall)) {
      return undefined;
    }
    await contents.sequences.setLastValues(client, transaction.lastValues);
    return { ...state, snapshot: currentSnapshot(state) };
  }

  const isProof = countersProveWrites(state.transaction, transaction);
  const isSame = (catalog: string): boolean =>
    isProof && state.transaction.counters.catalogs.get(catalog) === transaction.counters.catalogs.get(catalog);
  const parts = await findChanges(client, statements, state, isSame);
  if (parts.fullReadReason !== undefined) {
    return undefined;
  }
  if (!(await readParts(client, statements, state, parts))) {
    return undefined;
  }
  builder.objects();
  const changes = builder.takeChanges();
  if ([...changes.touched].some(({ definition }) => definition['kind of relation'] !== undefined)) {
    return undefined;
  }
  if (server.contents) {
    const [before, now] = [state.transaction.counters.tables, transaction.counters.tables];
    const isCounted = transaction.countersComplete && transaction.counters.resetAt === state.start.resetAt;
    const unreadable = await contents.read(client, {
      builder,
      changes,
      isStale: (oid) => !isProof || before.get(oid) !== now.get(oid),
      isUnwritten: (oid) => isCounted && !now.has(oid) && !state.start.relations.has(oid),
    });
    if (unreadable.length > 0) {
      return undefined;
    }
  } else {
    await contents.sequences.compare(client, new Map());
  }
  return { ...state, transaction, snapshot: currentSnapshot(state) };
}

const NOTHING: StatementResult = { columns: [], rows: [] };

/** The counters of shared catalogs prove nothing, but these catalogs are small: one statement reads all. */
const PROBE_SHARED = WATCHED.filter(({ shared }) => shared)
  .map((catalog) => probe(catalog, '$1'))
  .join(' UNION ALL ');

/** Whether equal counters prove that nothing was written in between. */
function countersProveWrites(before: TransactionSnapshot, after: TransactionSnapshot): boolean {
  return before.countersUpToDate && after.countersComplete && before.counters.resetAt === after.counters.resetAt;
}

/** Finds the parts to read again. */
async function findChanges(
  client: ClientBase,
  statements: PreparedStatements,
  { builder, known, transaction }: State,
  isSame: (catalog: string) => boolean,
): Promise<ChangedParts> {
  const own = WATCHED.filter(({ name, shared }) => !shared && !isSame(name));
  const since = { parameters: 'xid', arguments: [transaction.horizon] };
  const calls: Call[] = [
    { name: 'probe_shared', sql: PROBE_SHARED, ...since },
    ...own.map((catalog) => ({ name: `probe_${catalog.name}`, sql: probe(catalog, '$1'), ...since })),
  ];
  const results = await statements.run(client, calls);
  const parts = new ChangedParts(builder, known);
  for (const { rows } of results) {
    rows.forEach((row) => parts.add(readProbe(row)));
  }
  await followChanges(client, statements, known, parts);
  return parts;
}

/** Finds what is gone and what depends on changed objects. */
async function followChanges(
  client: ClientBase,
  statements: PreparedStatements,
  known: KnownRows,
  parts: ChangedParts,
): Promise<void> {
  const shrunk = WATCHED.filter(({ name, items }) => items.length > 0 && parts.shrunk.has(name));
  const calls: Call[] = shrunk.map((catalog) => ({ name: `keys_${catalog.name}`, sql: allKeys(catalog) }));
  if (parts.hasChangedObjects) {
    const values = dependentsArguments(parts);
    calls.push({ name: 'dependents', parameters: DEPENDENTS_PARAMETERS, sql: DEPENDENTS, arguments: values });
  }
  if (parts.fullReadReason !== undefined || calls.length === 0) {
    return;
  }
  const results = await statements.run(client, calls);
  for (const { name } of shrunk) {
    parts.addRemoved(name, known.keep(name, results.shift()?.rows[0]?.[0] ?? null));
  }
  const dependents = results.shift();
  if (dependents !== undefined) {
    parts.addDependents(readDependents(dependents));
  }
}

/** Reads the parts again. Returns whether each comment has a described object. */
async function readParts(
  client: ClientBase,
  statements: PreparedStatements,
  { builder, contents, server }: State,
  parts: ChangedParts,
): Promise<boolean> {
  const scoped = new Set(scopedQueries(parts, parts.grown, builder));
  const queries = ALL_KINDS.filter(
    (query) => scoped.has(query) || (parts.queries.has(query) && (server.clusterWide || query.clusterWide !== true)),
  );
  const scope = { parameters: SCOPE_PARAMETERS, arguments: scopeArguments(parts) };
  const calls = queries.map((query): Call => {
    const name = `kind_${ALL_KINDS.indexOf(query)}`;
    return scoped.has(query)
      ? { name, sql: query.sql(server, WITHIN_PARAMETERS), ...scope }
      : { name, sql: query.sql(server, WITHIN_ALL) };
  });
  if (parts.allComments) {
    calls.push({ name: 'comments', sql: allComments(server.clusterWide) });
  }
  if (scoped.has(sequences)) {
    const oids = `{${[...parts.relations].join(',')}}`;
    calls.push({ name: 'sequence_states', sql: SOME_SEQUENCE_STATES, parameters: 'oid[]', arguments: [oids] });
  }
  const known = `{${contents.sequences.oids().join(',')}}`;
  calls.push({ name: 'last_values', sql: LAST_VALUES, parameters: 'oid[]', arguments: [known] });

  const results = await statements.run(client, calls);
  const take = (isPresent: boolean): StatementResult => (isPresent ? results.shift() : undefined) ?? NOTHING;
  builder.markStale(
    scopedUnits(parts),
    queries.filter((query) => !scoped.has(query)),
  );
  for (const query of queries) {
    builder.add(query, take(true));
  }
  builder.removeStale();
  builder.removeComments(parts.removedComments);
  const comments = take(parts.allComments).rows;
  const strays = parts.allComments ? builder.replaceComments(comments) : builder.setComments(parts.comments);
  const states = take(scoped.has(sequences));
  contents.sequences.update(builder, states, parts.relations, take(true).rows[0]?.[0] ?? null);
  return strays.length === 0;
}

/** The previous snapshot if nothing changed. */
function currentSnapshot({ builder, contents, snapshot }: State): State['snapshot'] {
  const objects = builder.objects();
  const rows = contents.rows;
  const values = contents.sequences.values;
  const isSame = objects === snapshot.objects && rows === snapshot.rows && values === snapshot.sequences;
  return isSame ? snapshot : { objects, rows, sequences: values, uncovered: [] };
}
