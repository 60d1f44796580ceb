import { insertionOrder } from '../../seeding/schema/insertion-order.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { DumpForeignKey, DumpTable } from '../tables/dump-table.ts';

/** The order in which tables are loaded, and what must be done around them. */
export interface LoadOrder {
  /** Each table stands behind those that it refers to, except by the keys that are deferred. */
  tables: readonly DumpTable[];
  /** Statements before the first row and behind the last one. */
  before: readonly string[];
  after: readonly string[];
}

/**
 * Orders tables for loading. Keys of circles are checked at the end, which the owner of the tables can arrange: a key that
 * is not deferrable is made so for this transaction. A table's reference to itself needs nothing, because one COPY is one statement,
 * and keys are checked at its end.
 *
 * @see https://www.postgresql.org/docs/current/sql-altertable.html
 */
export function loadOrder(all: readonly DumpTable[]): LoadOrder {
  const nodes = all.map((table) => ({ name: table.id, foreignKeys: table.foreignKeys, table }));
  const tables = insertionOrder(nodes).flatMap((group) => group.tables.map(({ table }) => table));
  const places = new Map(tables.map(({ id }, place) => [id, place]));
  const early = tables.flatMap((table, place) =>
    table.foreignKeys.filter(({ parent }) => (places.get(parent) ?? -1) > place).map((key) => ({ table, key })),
  );
  const fixed = early.filter(({ key }) => !key.deferrable);
  const deferred = early.filter(({ key }) => key.deferrable && !key.initiallyDeferred);
  const triggers = tables.flatMap(({ sql, triggers: names }) => names.map((name) => ({ sql, name })));
  const changesBack = [
    ...fixed.map(({ key }) => `${alter(key)} NOT DEFERRABLE;`),
    ...triggers.map(({ sql, name }) => `ALTER TABLE ${sql} ENABLE TRIGGER ${quoteIdentifier(name)};`),
  ];
  return {
    tables,
    before: [
      ...triggers.map(({ sql, name }) => `ALTER TABLE ${sql} DISABLE TRIGGER ${quoteIdentifier(name)};`),
      ...fixed.map(({ key }) => `${alter(key)} DEFERRABLE INITIALLY DEFERRED;`),
      ...deferred.map(({ table, key }) => `SET CONSTRAINTS ${constraint(table, key)} DEFERRED;`),
    ],
    // A table with checks to come cannot be altered.
    after: changesBack.length + deferred.length === 0 ? [] : ['SET CONSTRAINTS ALL IMMEDIATE;', ...changesBack],
  };
}

function alter({ table, name }: DumpForeignKey): string {
  return `ALTER TABLE ${table} ALTER CONSTRAINT ${quoteIdentifier(name)}`;
}

function constraint({ schema }: DumpTable, { name }: DumpForeignKey): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}
