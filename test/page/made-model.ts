import { emptyModel as emptyPage } from '../../src/page/empty-model.ts';
import type { ObjectHistory, ObjectStep, PageMigration, PageModel } from '../../src/page/model.ts';

/** Names that would run a script, end an element or leave a quote where a page does not treat them as text. */
export const HOSTILE = '</script><img src=x onerror="globalThis.attacked=1">';

/** A name as in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A model without anything in it. */
export function emptyModel(given: Partial<PageModel> = {}): PageModel {
  return { ...emptyPage('migrations'), tool: '0.1.0', postgres: '18.4', ...given };
}

export function madeMigration(version: number, given: Partial<PageMigration> = {}): PageMigration {
  const name = given.name ?? `step_${version}`;
  const path = `migrations/${String(version).padStart(6, '0')}_${name}`;
  return {
    version: String(version),
    name,
    up: { path: `${path}.up.sql`, sql: `-- Step ${version}.\nSELECT 1;\n`, lint: [] },
    down: { path: `${path}.down.sql`, sql: 'SELECT 1;\n', lint: [] },
    rows: [],
    verdict: null,
    locks: [],
    reversible: null,
    dataLost: [],
    dataAdded: [],
    changed: true,
    ...given,
  };
}

/** An object that one migration makes. */
export function made(
  kind: ObjectHistory['kind'],
  name: string,
  given: Partial<ObjectStep> & { parent?: string } = {},
): ObjectHistory {
  const { parent = null, ...step } = given;
  return {
    kind,
    name,
    parent,
    changes: [{ at: 1, change: 'added', summary: '', definition: {}, line: null, ...step }],
  };
}

/** A table with columns, a primary key on the first, and foreign keys from each of the others that names a table. */
export function madeTable(
  name: string,
  columns: readonly { name: string; type?: string; comment?: string; target?: string }[],
  at = 1,
): ObjectHistory[] {
  const parent = `table ${name}`;
  return [
    made('table', name, { at }),
    ...columns.map(({ name: column, type = 'bigint', comment }, index) =>
      made('column', `${name}.${column}`, {
        parent,
        at,
        line: 1,
        summary: `${type} NOT NULL`,
        definition: { type, position: index + 1, 'not null': true, ...(comment === undefined ? {} : { comment }) },
      }),
    ),
    made('constraint', `${name}.pk`, { parent, at, definition: { definition: `PRIMARY KEY (${columns[0]?.name})` } }),
    ...columns.flatMap(({ name: column, target }) =>
      target === undefined
        ? []
        : [
            made('constraint', `${name}.${column}_fkey`, {
              parent,
              at,
              definition: { definition: `FOREIGN KEY (${column}) REFERENCES ${target}(id)` },
            }),
          ],
    ),
  ];
}

/** A schema of many tables, each of ten columns and with a foreign key to one before it. */
export function manyTables(count: number): PageModel {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const objects = numbers.flatMap((number) =>
    madeTable(
      `public.table_${number}`,
      [
        { name: 'id' },
        ...(number === 0 ? [] : [{ name: 'parent_id', target: `public.table_${Math.floor(number / 3)}` }]),
        ...Array.from({ length: 8 }, (_, column) => ({ name: `value_${column}`, type: 'double precision' })),
      ],
      1 + (number % 300),
    ),
  );
  return emptyModel({ migrations: Array.from({ length: 300 }, (_, index) => madeMigration(index + 1)), objects });
}
