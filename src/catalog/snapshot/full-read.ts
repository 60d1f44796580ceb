import type { ClientBase } from 'pg';

import { annotations, strayAnnotations } from './annotations.ts';
import { Assembly, compareTexts } from './snapshot-builder.ts';
import { runBatch, runTolerantBatch, type Yield } from './batch.ts';
import { Contents } from './contents.ts';
import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { WITHIN_ALL, type ServerFacts } from '../kinds/kind-query.ts';
import { countUnknown, unknownCatalogs } from './known-catalogs.ts';
import { EXTENSION_TABLES } from './rows.ts';
import { SEQUENCE_STATES } from './sequence-values.ts';
import type { CatalogSnapshot, DescribeSchemaOptions } from './describe-schema.ts';

/** A database as it was read at one moment, with what is needed to read it again in part. */
export interface Whole {
  snapshot: CatalogSnapshot;
  server: ServerFacts;
  assembly: Assembly;
  contents: Contents;
  /** Whether the server has system catalogs that this room does not know. */
  hasUnknownCatalogs: boolean;
}

/** What `readWhole` needs to know before anything else. */
export function firstQuestions(): string[] {
  return [
    `SELECT current_setting('server_version_num'), current_setting('is_superuser')`,
    unknownCatalogs(),
    `SELECT ${ALL_KINDS.map(({ present }) => present ?? 'true').join(', ')}`,
  ];
}

/**
 * Reads everything, inside a transaction that sees one moment.
 *
 * @param yields the answers to `firstQuestions`
 */
export async function readWhole(
  client: ClientBase,
  options: DescribeSchemaOptions,
  [facts, unknown, present]: readonly Yield[],
): Promise<Whole> {
  const contents = options.rows ?? true;
  const server: ServerFacts = {
    version: Number(facts?.rows[0]?.[0]),
    superuser: facts?.rows[0]?.[1] === 'on',
    contents,
    clusterWide: options.clusterWide ?? true,
  };
  const queries = ALL_KINDS.filter(
    (kind, i) => present?.rows[0]?.[i] === 't' && (server.clusterWide || kind.clusterWide !== true),
  );
  const counts = (unknown?.rows ?? []).map(countUnknown);
  const answers = await runTolerantBatch(client, [
    ...queries.map(({ sql }) => sql(server, WITHIN_ALL)),
    annotations(server.clusterWide),
    SEQUENCE_STATES,
    ...(contents ? [EXTENSION_TABLES] : []),
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
    if (query.superuserOnly !== undefined && !server.superuser && found > 0) {
      uncovered.push(`${query.superuserOnly}: only a superuser may read them`);
    }
  }
  const strays = assembly.annotate(take('comments and security labels'));
  if (strays.length > 0) {
    const [named] = await runBatch(client, [strayAnnotations(strays)]);
    uncovered.push(...(named?.rows ?? []).map(([property, type, name]) => `${property} on ${type} ${name}`));
  }
  for (const { kind, name, definition } of assembly.entries()) {
    if (definition['kind of relation'] !== undefined) {
      uncovered.push(`${kind} ${name}: a kind of relation that is not known (${definition['kind of relation']})`);
    }
  }
  const objects = assembly.objects();
  const changes = assembly.takeChanges();
  const held = new Contents();
  held.sequences.follow(assembly, take('sequences'));
  if (contents) {
    const request = {
      assembly,
      changes,
      extensions: take('extensions'),
      isStale: () => true,
      isUnwritten: () => false,
    };
    uncovered.push(...(await held.read(client, request)));
  } else {
    await held.sequences.compare(client, new Map());
  }
  for (const _ of counts) {
    const [catalog, count] = take('unknown catalogs').rows[0] ?? [];
    if (count !== undefined && count !== '0') {
      uncovered.push(`${catalog}: ${count} objects of a kind that is not known`);
    }
  }
  return {
    snapshot: {
      objects,
      rows: held.rows,
      sequences: held.sequences.values,
      uncovered: uncovered.toSorted(compareTexts),
    },
    server,
    assembly,
    contents: held,
    hasUnknownCatalogs: counts.length > 0,
  };
}
