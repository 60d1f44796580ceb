import type { ClientBase } from 'pg';

import { runBatch, type Cell } from '../../catalog/snapshot/batch.ts';
import { schemaQueries, SEED_SCHEMA } from './schema-queries.ts';
import type {
  CheckShape,
  ColumnShape,
  ForeignKeyShape,
  Schema,
  TableShape,
  Types,
  TypeShape,
  UniqueShape,
} from './table-shape.ts';

type Rows = readonly (readonly Cell[])[];

/** What is known of a table or composite type so far. */
interface Relation {
  name: string;
  path: readonly [schema: string, name: string];
  kind: string;
  fillable: boolean;
  partitions: readonly string[] | null;
  columns: Map<string, ColumnShape>;
  checks: CheckShape[];
  uniques: UniqueShape[];
  foreignKeys: ForeignKeyShape[];
  triggers: string[];
}

/**
 * Reads all tables that may be given rows, and the types of their columns, in one round trip. Left out are partitions,
 * which get their rows through the root, temporary tables and those of extensions.
 *
 * @param first statements that go in the same round trip, before
 * @param only the tables to read, as SQL names them; of those that they refer to, what keys need is read as well
 */
export async function readSchema(
  client: ClientBase,
  first: readonly string[] = [],
  only?: readonly string[],
): Promise<Schema> {
  const asked = schemaQueries(only);
  const yields = await runBatch(client, [...first, ...asked.first, ...asked.queries]);
  const [relationRows = [], columnRows = [], constraintRows = [], uniqueRows = [], triggerRows = [], typeRows = []] =
    yields.slice(-asked.queries.length).map(({ rows }): Rows => rows);
  const relations = relationsOf(relationRows);
  addColumns(relations, columnRows);
  addConstraints(relations, constraintRows);
  addUniques(relations, uniqueRows);
  triggerRows.forEach(([table, hash]) => relations.get(`${table}`)?.triggers.push(`${hash}`));
  const types = typesOf(relations, typeRows);
  const texts = new Map([...types].map(([name, type]) => [name, JSON.stringify({ ...type, oid: 0 })]));
  const tables = [...relations.values()]
    .filter(({ kind, fillable }) => kind !== 'c' && fillable)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return schemaOf(
    tables.map((relation) => tableOf(relation, types, texts)),
    types,
  );
}

function schemaOf(tables: readonly TableShape[], types: Types): Schema {
  const byPath = new Map(tables.map((table) => [JSON.stringify(table.path), table]));
  // Tables that are to be filled; those of the records are there for who looks for them.
  const listed = tables.filter(({ path: [schema] }) => schema !== SEED_SCHEMA);
  return { tables: listed, types, find: (schema, name) => byPath.get(JSON.stringify([schema, name])) };
}

function relationsOf(rows: Rows): Map<string, Relation> {
  return new Map(
    rows.map(([oid, name, kind, fillable, partitions, schema, relation]) => [
      `${oid}`,
      {
        name: `${name}`,
        path: [`${schema}`, `${relation}`],
        kind: `${kind}`,
        fillable: fillable === 't',
        partitions: partitions === null ? null : textsIn(partitions),
        columns: new Map(),
        checks: [],
        uniques: [],
        foreignKeys: [],
        triggers: [],
      },
    ]),
  );
}

function addColumns(relations: ReadonlyMap<string, Relation>, rows: Rows): void {
  for (const [
    table,
    number,
    name,
    type,
    modifier,
    cast,
    notNull,
    generated = null,
    nextval = null,
    hasDefault,
    defaultValue = null,
  ] of rows) {
    relations.get(`${table}`)?.columns.set(`${number}`, {
      name: `${name}`,
      type: `${type}`,
      modifier: Number(modifier),
      cast: `${cast}`,
      notNull: notNull === 't',
      generated,
      nextval,
      hasDefault: hasDefault === 't',
      defaultValue,
    });
  }
}

function addConstraints(relations: ReadonlyMap<string, Relation>, rows: Rows): void {
  for (const [oid, kind, name, numbers, parentOid, parentNumbers, matchFull, expression] of rows) {
    const table = relations.get(`${oid}`);
    const parent = relations.get(`${parentOid}`);
    const columns = columnsOf(table, numbers);
    if (kind === 'c') {
      table?.checks.push({ name: `${name}`, expression: `${expression}`, columns });
    } else if (parent !== undefined) {
      table?.foreignKeys.push({
        name: `${name}`,
        columns,
        parent: parent.name,
        parentColumns: columnsOf(parent, parentNumbers),
        parentPartitioned: parent.kind === 'p',
        matchFull: matchFull === 't',
      });
    }
  }
}

function addUniques(relations: ReadonlyMap<string, Relation>, rows: Rows): void {
  for (const [oid, name, exclusion, numbers, expressions] of rows) {
    const table = relations.get(`${oid}`);
    table?.uniques.push({
      name: `${name}`,
      columns: columnsOf(table, numbers),
      expressions: textsIn(expressions),
      exclusion: exclusion === 't',
    });
  }
}

/** The columns that an array of numbers means; an expression has the number 0. */
function columnsOf(relation: Relation | undefined, numbers: Cell | undefined): string[] {
  return (numbers?.match(/\d+/g) ?? []).flatMap((number) => relation?.columns.get(number)?.name ?? []);
}

function typesOf(relations: ReadonlyMap<string, Relation>, rows: Rows): Map<string, TypeShape> {
  return new Map(
    rows.map(
      ([
        name,
        bare,
        kind,
        element = null,
        base = null,
        modifier,
        notNull,
        relation,
        checks,
        labels,
        subtype = null,
        oid,
        makers,
      ]) => [
        `${name}`,
        {
          name: `${name}`,
          bare: `${bare}`,
          oid: Number(oid),
          kind: `${kind}`,
          element,
          base,
          baseModifier: Number(modifier),
          notNull: notNull === 't',
          checks: textsIn(checks),
          labels: textsIn(labels),
          attributes: [...(relations.get(`${relation}`)?.columns.values() ?? [])],
          subtype,
          makers: textsIn(makers),
        },
      ],
    ),
  );
}

/** A list of texts that the server wrote as JSON; none where it wrote nothing. */
function textsIn(json: Cell | undefined): string[] {
  const list: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(list) ? list.map(String) : [];
}

/** All that decides how rows are made goes into the fingerprint, the types included. */
function tableOf(relation: Relation, types: Types, texts: ReadonlyMap<string, string>): TableShape {
  const { name, partitions, checks, uniques, foreignKeys, triggers } = relation;
  const columns = [...relation.columns.values()];
  const facts = { name, columns, checks, uniques, foreignKeys, partitions };
  const used = new Set<string>();
  columns.forEach(({ type }) => addParts(types, type, used));
  const fingerprint = [JSON.stringify(facts), ...triggers, ...[...used].map((type) => texts.get(type))].join('\n');
  return { ...facts, path: relation.path, fingerprint };
}

/** Adds a type and all types that it is made of. */
function addParts(types: Types, name: string | null, used: Set<string>): void {
  const type = types.get(name ?? '');
  if (type === undefined || used.has(type.name)) {
    return;
  }
  used.add(type.name);
  [type.element, type.base, type.subtype, ...type.attributes.map((field) => field.type)].forEach((part) =>
    addParts(types, part, used),
  );
}
