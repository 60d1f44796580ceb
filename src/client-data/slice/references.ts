import type { Client } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/** Rows of `child` refer to rows of `parent` by equal values. */
export interface Reference {
  child: DumpTable;
  columns: readonly string[];
  parent: DumpTable;
  parentColumns: readonly string[];
  /**
   * `key`: a foreign key. `name`: no key, but the name and values of a key of the parent. `shared`: named by the caller;
   * rows of the parent belong to nobody alone, such as the weather of a place.
   */
  kind: 'key' | 'name' | 'shared';
}

/** A `shared` reference, between tables as their `id` names them. */
export interface SharedReference {
  from: { table: string; column: string };
  to: { table: string; column: string };
}

/** The foreign keys between tables. */
export function keyReferences(tables: readonly DumpTable[]): Reference[] {
  const byId = new Map(tables.map((table) => [table.id, table]));
  return tables.flatMap((child) =>
    child.foreignKeys.flatMap(({ columns, parent: id, parentColumns }): Reference[] => {
      const parent = byId.get(id);
      return parent === undefined ? [] : [{ child, columns, parent, parentColumns, kind: 'key' }];
    }),
  );
}

/**
 * References without a key: a column that has the name and type of another table's key of one column, and values of it.
 * For a key named `id`, the column is named after the table: `customer_id` of `customers`. Columns that are keys themselves
 * count as names of their own rows.
 */
export async function nameReferences(
  client: Client,
  tables: readonly DumpTable[],
  shared: readonly SharedReference[],
): Promise<Reference[]> {
  const candidates = [
    ...sharedReferences(tables, shared),
    ...tables.flatMap((parent) => candidatesFor(parent, tables)),
  ];
  const found: Reference[] = [];
  for (const candidate of candidates) {
    if (await haveEqualValues(client, candidate)) {
      found.push(candidate);
    }
  }
  return found;
}

function sharedReferences(tables: readonly DumpTable[], shared: readonly SharedReference[]): Reference[] {
  const byId = new Map(tables.map((table) => [table.id, table]));
  return shared.flatMap(({ from, to }): Reference[] => {
    const [child, parent] = [byId.get(from.table), byId.get(to.table)];
    return child !== undefined && parent !== undefined && hasColumn(child, from.column) && hasColumn(parent, to.column)
      ? [{ child, columns: [from.column], parent, parentColumns: [to.column], kind: 'shared' }]
      : [];
  });
}

function hasColumn({ columns }: DumpTable, name: string): boolean {
  return columns.some((column) => column.name === name);
}

function candidatesFor(parent: DumpTable, tables: readonly DumpTable[]): Reference[] {
  return singleKeys(parent).flatMap((key) => {
    // The column of a key that refers elsewhere names rows of that other table.
    if (parent.foreignKeys.some(({ columns }) => columns.includes(key))) {
      return [];
    }
    const names = namesFor(parent, key);
    const type = parent.columns.find(({ name }) => name === key)?.baseType;
    return tables.flatMap((child) =>
      child === parent
        ? []
        : child.columns
            .filter(({ name, baseType }) => names.has(name) && baseType === type && isFree(child, name))
            .map(({ name }): Reference => ({ child, columns: [name], parent, parentColumns: [key], kind: 'name' })),
    );
  });
}

/** The columns that are unique by themselves. */
export function singleKeys({ keys }: DumpTable): string[] {
  return [...new Set(keys.flatMap(({ columns }) => (columns.length === 1 ? columns : [])))];
}

/** What a column that refers to the key may be called. Names such as `name` say nothing. */
export function namesFor({ name }: DumpTable, key: string): ReadonlySet<string> {
  if (key === 'id' || key === 'uuid') {
    return new Set([`${name}_${key}`, `${name.replace(/ies$/, 'y').replace(/s$/, '')}_${key}`]);
  }
  return new Set(/_(?:id|uuid|key|code)$/.test(key) ? [key] : []);
}

/** Whether a column is neither a key by itself nor part of a foreign key. */
function isFree(table: DumpTable, column: string): boolean {
  return !singleKeys(table).includes(column) && !table.foreignKeys.some(({ columns }) => columns.includes(column));
}

async function haveEqualValues(client: Client, reference: Reference): Promise<boolean> {
  const { child, parent, columns, parentColumns } = reference;
  const [column = '', parentColumn = ''] = [columns[0], parentColumns[0]];
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM ${child.sql} AS c JOIN ${parent.sql} AS p
                        ON c.${quoteIdentifier(column)} = p.${quoteIdentifier(parentColumn)}) AS found`,
  );
  return rows[0]?.found === true;
}

/** A reference for a person: `optimisation.task_config.client_id → client_info.clients.client_id`. */
export function describeReference({ child, columns, parent, parentColumns }: Reference): string {
  return `${child.id}.${columns.join(', ')} → ${parent.id}.${parentColumns.join(', ')}`;
}
