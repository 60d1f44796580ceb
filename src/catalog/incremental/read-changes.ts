import type { ClientBase } from 'pg';

import { annotations } from '../snapshot/annotations.ts';
import type { Yield } from '../snapshot/batch.ts';
import { ChangedParts } from './changed-parts.ts';
import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { WITHIN_ALL, WITHIN_PARAMETERS } from '../kinds/kind-query.ts';
import { sequences } from '../kinds/sequences.ts';
import { readProbe, type KnownRows } from './known-rows.ts';
import type { Moment } from './transaction-snapshot.ts';
import { REACH, REACH_PARAMETERS, reachArguments, readReached } from './dependents.ts';
import type { Whole } from '../snapshot/full-read.ts';
import { EXTENSION_TABLES, isSmall } from '../snapshot/rows.ts';
import { SCOPE_PARAMETERS, kindsWithin, scopeArguments, unitsWithin } from './scoped-reads.ts';
import { LAST_VALUES, SOME_SEQUENCE_STATES } from '../snapshot/sequence-values.ts';
import type { Call, Statements } from './statements.ts';
import { WATCHED, allKeys, probe } from './watched-catalogs.ts';

/** What is known of a database since the last snapshot. */
export interface State extends Whole {
  known: KnownRows;
  moment: Moment;
  /** The relations that were there when everything was read, and when counters had last been reset. */
  start: { relations: ReadonlySet<string>; resetAt: string };
}

/**
 * Brings the state up to date, inside a transaction that sees the moment. Returns undefined, and leaves the state
 * unusable, where everything has to be read again.
 */
export async function readChanges(
  client: ClientBase,
  statements: Statements,
  state: State,
  moment: Moment,
): Promise<State | undefined> {
  const { assembly, contents, server } = state;
  if (moment.superuser !== server.superuser) {
    return undefined;
  }
  if (moment.lastValues !== undefined) {
    if ((moment.largeSizes ?? []).some(isSmall)) {
      return undefined;
    }
    await contents.sequences.advance(client, moment.lastValues);
    return { ...state, snapshot: withParts(state) };
  }

  const isProof = provesWrites(state.moment, moment);
  const isSame = (catalog: string): boolean =>
    isProof && state.moment.counters.catalogs.get(catalog) === moment.counters.catalogs.get(catalog);
  const parts = await findChanges(client, statements, state, isSame);
  if (parts.everything !== undefined) {
    return undefined;
  }
  const extensions = await readParts(client, statements, state, parts);
  if (extensions === undefined) {
    return undefined;
  }
  assembly.objects();
  const changes = assembly.takeChanges();
  if ([...changes.touched].some(({ definition }) => definition['kind of relation'] !== undefined)) {
    return undefined;
  }
  if (server.contents) {
    const [before, now] = [state.moment.counters.tables, moment.counters.tables];
    const isCounted = moment.countersComplete && moment.counters.resetAt === state.start.resetAt;
    const unreadable = await contents.read(client, {
      assembly,
      changes,
      extensions,
      isStale: (oid) => !isProof || before.get(oid) !== now.get(oid),
      isUnwritten: (oid) => isCounted && !now.has(oid) && !state.start.relations.has(oid),
    });
    if (unreadable.length > 0) {
      return undefined;
    }
  } else {
    await contents.sequences.compare(client, new Map());
  }
  return { ...state, moment, snapshot: withParts(state) };
}

const NOTHING: Yield = { columns: [], rows: [] };

/** Catalogs that sessions in other databases write too, whose counters prove nothing, are small: all in one statement. */
const PROBE_SHARED = WATCHED.filter(({ shared }) => shared)
  .map((catalog) => probe(catalog, '$1'))
  .join(' UNION ALL ');

/** Whether equal counters of both moments prove that nothing was written in between. */
function provesWrites(before: Moment, after: Moment): boolean {
  return before.countersOfThisMoment && after.countersComplete && before.counters.resetAt === after.counters.resetAt;
}

/** Finds the parts that have to be read again. */
async function findChanges(
  client: ClientBase,
  statements: Statements,
  { assembly, known, moment }: State,
  isSame: (catalog: string) => boolean,
): Promise<ChangedParts> {
  const own = WATCHED.filter(({ name, shared }) => !shared && !isSame(name));
  const since = { parameters: 'xid', arguments: [moment.horizon] };
  const calls: Call[] = [
    { name: 'probe_shared', sql: PROBE_SHARED, ...since },
    ...own.map((catalog) => ({ name: `probe_${catalog.name}`, sql: probe(catalog, '$1'), ...since })),
  ];
  const yields = await statements.run(client, calls);
  const parts = new ChangedParts(assembly, known);
  for (const { rows } of yields) {
    rows.forEach((row) => parts.add(readProbe(row)));
  }
  await follow(client, statements, known, parts);
  return parts;
}

/** Finds what has gone and what mentions what has changed. */
async function follow(
  client: ClientBase,
  statements: Statements,
  known: KnownRows,
  parts: ChangedParts,
): Promise<void> {
  const shrunk = WATCHED.filter(({ name, items }) => items.length > 0 && parts.shrunk.has(name));
  const calls: Call[] = shrunk.map((catalog) => ({ name: `keys_${catalog.name}`, sql: allKeys(catalog) }));
  if (parts.hasRoots) {
    calls.push({ name: 'reach', parameters: REACH_PARAMETERS, sql: REACH, arguments: reachArguments(parts) });
  }
  if (parts.everything !== undefined || calls.length === 0) {
    return;
  }
  const yields = await statements.run(client, calls);
  for (const { name } of shrunk) {
    parts.addGone(name, known.keep(name, yields.shift()?.rows[0]?.[0] ?? null));
  }
  const reached = yields.shift();
  if (reached !== undefined) {
    parts.addReached(readReached(reached));
  }
}

/**
 * Reads the parts again. Returns what EXTENSION_TABLES yielded, or undefined where a comment has no object that is
 * described.
 */
async function readParts(
  client: ClientBase,
  statements: Statements,
  { assembly, contents, server }: State,
  parts: ChangedParts,
): Promise<Yield | undefined> {
  const scoped = new Set(kindsWithin(parts, assembly));
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
  if (parts.allRemarks) {
    calls.push({ name: 'annotations', sql: annotations(server.clusterWide) });
  }
  if (contents.hasExtensionTables) {
    calls.push({ name: 'extension_tables', sql: EXTENSION_TABLES });
  }
  if (scoped.has(sequences)) {
    const oids = `{${[...parts.relations].join(',')}}`;
    calls.push({ name: 'sequence_states', sql: SOME_SEQUENCE_STATES, parameters: 'oid[]', arguments: [oids] });
  }
  const known = `{${contents.sequences.oids().join(',')}}`;
  calls.push({ name: 'last_values', sql: LAST_VALUES, parameters: 'oid[]', arguments: [known] });

  const yields = await statements.run(client, calls);
  const take = (isThere: boolean): Yield => (isThere ? yields.shift() : undefined) ?? NOTHING;
  assembly.expect(
    unitsWithin(parts),
    queries.filter((query) => !scoped.has(query)),
  );
  for (const query of queries) {
    assembly.add(query, take(true));
  }
  assembly.settle();
  assembly.dropComments(parts.goneRemarks);
  const remarks = take(parts.allRemarks);
  const strays = parts.allRemarks ? assembly.annotate(remarks) : assembly.annotateFurther(parts.remarks);
  const extensions = take(contents.hasExtensionTables);
  const states = take(scoped.has(sequences));
  contents.sequences.follow(assembly, states, parts.relations, take(true).rows[0]?.[0] ?? null);
  return strays.length === 0 ? extensions : undefined;
}

function withParts({ assembly, contents, snapshot }: State): State['snapshot'] {
  const objects = assembly.objects();
  const rows = contents.rows;
  const values = contents.sequences.values;
  const isSame = objects === snapshot.objects && rows === snapshot.rows && values === snapshot.sequences;
  return isSame ? snapshot : { objects, rows, sequences: values, uncovered: [] };
}
