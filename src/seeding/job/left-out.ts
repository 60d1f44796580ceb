import type { ClientBase } from 'pg';

import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { attempt } from '../constraints/attempt.ts';
import type { Batch, Column } from '../load/batch.ts';
import { valueAt } from '../load/encode-rows.ts';
import { cellText } from '../load/text-cells.ts';
import { PARTITIONS_READ } from '../schema/schema-queries.ts';
import type { Schema, TableShape } from '../schema/table-shape.ts';
import type { SeedDataset, Span } from './dataset.ts';

/** Something that was not written because the database has no place for it. */
export interface LeftOut {
  /** What and why, e.g. `carbon_intensity.grid_co2_cache: no partition for gsp_code = 'J'`. */
  readonly reason: string;
  /** The statement that makes a place for it; null if there is none, or it cannot be told. */
  readonly statement: string | null;
}

/** Columns of a batch that its table does not have, and tables that do not exist. */
export function missingPlaces(schema: Schema, batch: Batch): LeftOut[] {
  const table = schema.find(...batch.table);
  if (table === undefined) {
    return [{ reason: `${batch.table.join('.')}: no such table`, statement: createTable(batch) }];
  }
  const existing = new Set(table.columns.map(({ name }) => name));
  return Object.entries(batch.columns).flatMap(([name, column]) =>
    existing.has(name)
      ? []
      : [
          {
            reason: `${batch.table.join('.')}.${name}: no such column`,
            statement: `ALTER TABLE ${table.name} ADD COLUMN ${columnOf(batch, name, column)};`,
          },
        ],
  );
}

/** A table that holds what the batch has, without keys: those are for the migrations of the schema to say. */
function createTable(batch: Batch): string {
  const [schema, name] = batch.table.map(quoteIdentifier);
  const columns = Object.entries(batch.columns).map(([column, values]) => columnOf(batch, column, values));
  return `CREATE SCHEMA IF NOT EXISTS ${schema}; CREATE TABLE ${schema}.${name} (${columns.join(', ')});`;
}

function columnOf({ types }: Batch, name: string, column: Column): string {
  return `${quoteIdentifier(name)} ${types?.[name] ?? typeFor(column)}`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The SQL type that holds the values of a column. */
export function typeFor(column: Column): string {
  if (column.kind === 'numbers') {
    return 'double precision';
  }
  if (column.kind === 'instants') {
    return 'timestamptz';
  }
  const value = column.kind === 'same' ? column.value : column.values.find((each) => each !== null);
  switch (typeof value) {
    case 'number':
      return 'double precision';
    case 'boolean':
      return 'boolean';
    case 'object':
      return value === null ? 'text' : 'jsonb';
    default:
      return typeof value === 'string' ? textType(value) : 'text';
  }
}

function textType(value: string): string {
  return UUID.test(value) ? 'uuid' : INSTANT.test(value) ? 'timestamptz' : 'text';
}

/**
 * The tables of a dataset that the database has none of, each with the statement that creates it. Takes the columns from the rows of the
 * first indices, over one day, or the whole span if the dataset has no rows for so little.
 */
export function missingTables<C>(
  schema: Schema,
  dataset: SeedDataset<C>,
  { context, indices, span }: { context: C; indices: readonly number[]; span: Span },
): LeftOut[] {
  const missing = new Set(
    dataset.tables.filter((path) => schema.find(...path) === undefined).map((path) => path.join('.')),
  );
  const found: LeftOut[] = [];
  const day: Span = { from: span.from, to: span.from + DAY };
  const sampled = dataset.isEmpty?.(day) === true ? span : day;
  for (const index of indices.slice(0, INDICES_TRIED)) {
    for (const batch of missing.size === 0 ? [] : dataset.batches(context, index, sampled)) {
      if (missing.delete(batch.table.join('.'))) {
        found.push(...missingPlaces(schema, batch));
      }
    }
  }
  return found;
}

/** Not every site has rows of every table. */
const INDICES_TRIED = 10;
const DAY = 86_400_000;

/** Finds what is to be left out because no partition takes it. */
export type FindMissingPartition = (batch: Batch, endCopy: () => Promise<void>) => Promise<LeftOut | undefined>;

/**
 * Asks the server whether any partition takes the rows of a batch that all have the same key. Each key is asked for once. What cannot be
 * told, because keys differ within the batch or there are very many partitions, is taken to have one. Needs a transaction.
 */
export function missingPartitions(client: ClientBase, schema: Schema): FindMissingPartition {
  const known = new Map<string, LeftOut | undefined>();
  return async (batch, endCopy) => {
    const table = schema.find(...batch.table);
    if (table?.partitions === null || table === undefined || table.partitions.length >= PARTITIONS_READ) {
      return undefined;
    }
    const { partitions } = table;
    const fixed = table.columns.filter(
      ({ name }) => batch.columns[name]?.kind === 'same' && partitions.some((condition) => mentions(condition, name)),
    );
    const values = fixed.map(({ name, cast }) => textOf(schema, batch, name, cast));
    const key = JSON.stringify([table.name, values]);
    if (fixed.length === 0 || known.has(key)) {
      return known.get(key);
    }
    await endCopy();
    const row = fixed.map(
      ({ name, cast }, i) => `${literalOf(values[i] ?? null)}::${cast} AS ${quoteIdentifier(name)}`,
    );
    const [outcome] = await attempt(client, 'ask', [
      `SELECT coalesce(bool_or(${partitions.map((condition) => `(${condition})`).join(' OR ')}), false) FROM (SELECT ${row.join(', ')}) AS t`,
    ]);
    const isMissing = outcome?.ok === true && outcome.answer === 'false';
    const found = isMissing ? leftOutOf(table, fixed[0]?.name ?? '', values[0] ?? null, fixed.length === 1) : undefined;
    known.set(key, found);
    return found;
  };
}

function mentions(condition: string, column: string): boolean {
  return condition.includes(column);
}

function textOf({ types }: Schema, batch: Batch, name: string, cast: string): string | null {
  const column = batch.columns[name];
  const value = column === undefined ? null : valueAt(column, 0);
  return value === null ? null : cellText(types, cast, value);
}

function literalOf(text: string | null): string {
  return text === null ? 'NULL' : quoteLiteral(text);
}

function leftOutOf(table: TableShape, column: string, value: string | null, isList: boolean): LeftOut {
  const [schema, name] = table.path;
  const suffix = (value ?? 'null').toLowerCase().replaceAll(/[^\da-z]+/g, '_');
  const partition = `${quoteIdentifier(schema)}.${quoteIdentifier(`${name}_part_${suffix}`)}`;
  return {
    reason: `${table.path.join('.')}: no partition for ${column} = ${literalOf(value)}`,
    statement: isList
      ? `CREATE TABLE ${partition} PARTITION OF ${table.name} FOR VALUES IN (${literalOf(value)});`
      : null,
  };
}

/** The row of a batch that exists already by one of its keys, as what is left out; undefined if none does. */
export async function existingRow(client: ClientBase, schema: Schema, batch: Batch): Promise<LeftOut | undefined> {
  const table = schema.find(...batch.table);
  const key = table?.uniques.find(
    ({ columns, expressions, exclusion }) =>
      !exclusion && expressions.length === 0 && columns.length > 0 && columns.every((name) => name in batch.columns),
  );
  if (table === undefined || key === undefined || batch.rows !== 1) {
    return undefined;
  }
  const castOf = (name: string): string => table.columns.find((column) => column.name === name)?.cast ?? 'text';
  const values = key.columns.map((name) => textOf(schema, batch, name, castOf(name)));
  const conditions = key.columns.map((name, i) => `${quoteIdentifier(name)} = $${i + 1}::${castOf(name)}`);
  const { rowCount } = await client.query(`SELECT FROM ${table.name} WHERE ${conditions.join(' AND ')}`, values);
  const shown = key.columns.map((name, i) => `${name} = ${literalOf(values[i] ?? null)}`).join(', ');
  return rowCount === 0
    ? undefined
    : { reason: `${table.path.join('.')}: ${shown} exists and is left as it is`, statement: null };
}
