import type { Client } from 'pg';

import type { CatalogObject } from '../catalog/snapshot/catalog-object.ts';
import type { CatalogSnapshot } from '../catalog/snapshot/describe-schema.ts';
import { quoteLiteral } from '../sql/quote.ts';

/** How many rows one INSERT has. */
const ROWS_PER_STATEMENT = 500;

/**
 * Statements that insert all rows of a database, parents first, and set its sequences. They can be run again: a row that is
 * there stays as it is, and a table without a unique key is filled only while it is empty.
 *
 * @throws TypeError for tables whose foreign keys lead round to each other
 */
export async function seedStatements(client: Client, { objects, rows, sequences }: CatalogSnapshot): Promise<string[]> {
  const filled = rows.filter(({ table, count }) => count > 0 && objects.some((each) => isTable(each, table)));
  const statements: string[] = [];
  for (const table of parentsFirst(
    filled.map(({ table: name }) => name),
    objects,
  )) {
    const inserts = await insertsOf(client, table, objects);
    const triggers = objects.some((each) => each.kind === 'trigger' && each.parent === `table ${table}`);
    statements.push(
      ...(triggers ? [`ALTER TABLE ${table} DISABLE TRIGGER USER`] : []),
      ...inserts,
      ...(triggers ? [`ALTER TABLE ${table} ENABLE TRIGGER USER`] : []),
    );
  }
  const drawn = sequences.flatMap(({ sequence, lastValue }) =>
    lastValue === null
      ? []
      : [`SELECT setval(${quoteLiteral(sequence)}, greatest(${lastValue}, (SELECT last_value FROM ${sequence})))`],
  );
  return [...statements, ...drawn];
}

function isTable({ kind, name }: CatalogObject, table: string): boolean {
  return kind === 'table' && name === table;
}

async function insertsOf(client: Client, table: string, objects: readonly CatalogObject[]): Promise<string[]> {
  const columns = objects
    .filter(
      ({ kind, parent, definition }) =>
        kind === 'column' && parent === `table ${table}` && definition['generated as'] === undefined,
    )
    .toSorted((a, b) => Number(a.definition['position']) - Number(b.definition['position']))
    .map(({ name, definition: { type } }) => ({ name: name.slice(table.length + 1), type: String(type) }));
  const names = columns.map(({ name }) => name).join(', ');
  const { rows } = await client.query<{ row: string }>(
    `SELECT concat_ws(', ', ${columns.map(({ name, type }) => `quote_nullable(${name}::text) || '::${type.replaceAll("'", "''")}'`).join(', ')}) AS row
       FROM ${table} ORDER BY 1`,
  );
  const hasKey = objects.some(
    ({ kind, parent, definition }) =>
      kind === 'constraint' &&
      parent === `table ${table}` &&
      /^(?:PRIMARY KEY|UNIQUE)/.test(String(definition['definition'])),
  );
  const statements: string[] = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    const values = rows.slice(at, at + ROWS_PER_STATEMENT).map(({ row }) => `  (${row})`);
    const list = values.join(',\n');
    statements.push(
      hasKey
        ? `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE VALUES\n${list}\nON CONFLICT DO NOTHING`
        : `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE\nSELECT * FROM (VALUES\n${list}\n) seed\nWHERE NOT EXISTS (SELECT FROM ${table})`,
    );
  }
  return statements;
}

/** The tables in an order in which each stands behind those that its foreign keys refer to. */
function parentsFirst(tables: readonly string[], objects: readonly CatalogObject[]): string[] {
  const ordered: string[] = [];
  const entered = new Set<string>();
  const visit = (table: string): void => {
    if (ordered.includes(table)) {
      return;
    }
    if (entered.has(table)) {
      throw new TypeError(`foreign keys lead from ${table} round to itself`);
    }
    entered.add(table);
    for (const parent of referredTables(table, objects)) {
      if (parent !== table && tables.includes(parent)) {
        visit(parent);
      }
    }
    ordered.push(table);
  };
  tables.forEach(visit);
  return ordered;
}

function referredTables(table: string, objects: readonly CatalogObject[]): string[] {
  return objects
    .filter(({ kind, parent }) => kind === 'constraint' && parent === `table ${table}`)
    .flatMap(
      ({ definition }) => / REFERENCES ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(String(definition['definition']))?.[1] ?? [],
    );
}
