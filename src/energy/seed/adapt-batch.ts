import type { ClientBase } from 'pg';

import { acceptedValues, type AcceptedValues } from '../../seeding/job/accepted-values.ts';
import type { AdaptBatch } from '../../seeding/job/seed-job.ts';
import type { Batch, Column } from '../../seeding/load/batch.ts';
import type { ColumnShape, Schema, TableShape, Types } from '../../seeding/schema/table-shape.ts';
import { bareType, textLimit } from '../../seeding/schema/type-hints.ts';
import { fitsRange, numberRange } from '../../seeding/values/number-values.ts';
import { isPlausible, plausibleColumn, plausibleRanges, type PlausibleContext } from './plausible-column.ts';

/** The columns of a batch that has only what every time series has: then all other columns are filled. */
const SERIES_COLUMNS: ReadonlySet<string> = new Set(['dataset_id', 'start_ts', 'end_ts']);

interface MissingColumns {
  columns: ColumnShape[];
  accepted: AcceptedValues;
}

/**
 * Adds columns that a table has and its dataset does not know: those that may not be NULL, those that the batch suggests
 * a value for, and those whose name says what a plausible value is. Values meet the table's conditions.
 */
export function batchAdapter(client: ClientBase, schema: Schema, seed: number): AdaptBatch {
  const known = new Map<string, MissingColumns>();
  const missingIn = async (table: TableShape, batch: Batch, endCopy: () => Promise<void>): Promise<MissingColumns> => {
    const key = [table.name, ...Object.keys(batch.columns)].join('\n');
    const found = known.get(key);
    if (found !== undefined) {
      return found;
    }
    const columns = table.columns.filter((column) => isFilled(table, column, batch));
    let accepted: AcceptedValues = { texts: new Map(), ranges: new Map() };
    if (columns.some((column) => column.notNull || hasConditions(table, column))) {
      await endCopy();
      accepted = await acceptedValues(client, schema, table, plausibleRanges);
    }
    known.set(key, { columns, accepted });
    return { columns, accepted };
  };
  return async (batch, endCopy) => {
    const table = schema.find(...batch.table);
    if (table === undefined) {
      return undefined;
    }
    const { columns, accepted } = await missingIn(table, batch, endCopy);
    if (columns.length === 0) {
      return batch;
    }
    const added = columns.map((column): [string, Column] => {
      const { name } = column;
      const context = { seed, accepted: accepted.texts.get(name), range: accepted.ranges.get(name) };
      const value = batch.suggested?.[name];
      const suggested = value === undefined ? undefined : suggestedColumn(schema.types, column, value, context);
      return [name, suggested ?? plausibleColumn(schema.types, table, column, batch, context)];
    });
    return { ...batch, columns: { ...batch.columns, ...Object.fromEntries(added) } };
  };
}

function hasConditions({ checks }: TableShape, { name }: ColumnShape): boolean {
  return checks.some(({ columns }) => columns.includes(name));
}

function isFilled(table: TableShape, column: ColumnShape, batch: Batch): boolean {
  const { name, notNull, hasDefault, generated } = column;
  if (name in batch.columns || generated !== null || hasDefault) {
    return false;
  }
  const hasOnlySeriesColumns = Object.keys(batch.columns).every((each) => SERIES_COLUMNS.has(each));
  const refers = table.foreignKeys.some(({ columns }) => columns.includes(name));
  return notNull || (!refers && (hasOnlySeriesColumns || isPlausible(column) || name in (batch.suggested ?? {})));
}

/** The suggested value if it fits; else NULL if the column allows it and its name does not say what a value is. */
function suggestedColumn(
  types: Types,
  column: ColumnShape,
  value: string | number,
  context: Pick<PlausibleContext, 'accepted' | 'range'>,
): Column | undefined {
  if (fitsType(types, column, value) && isAllowed(value, context)) {
    return { kind: 'same', value };
  }
  return column.notNull || isPlausible(column) ? undefined : { kind: 'same', value: null };
}

function fitsType(types: Types, column: ColumnShape, value: string | number): boolean {
  const { type, modifier } = bareType(types, column.type, column.modifier);
  const bare = type?.bare ?? column.type;
  if (typeof value === 'number') {
    const range = numberRange(bare, modifier);
    return range !== undefined && fitsRange(range, value);
  }
  const limit = textLimit(bare, modifier);
  return limit === undefined ? type?.labels.includes(value) === true : limit === null || value.length <= limit;
}

function isAllowed(value: string | number, { accepted, range }: Pick<PlausibleContext, 'accepted' | 'range'>): boolean {
  if (accepted === undefined) {
    return true;
  }
  return typeof value === 'number'
    ? range !== undefined && value >= range.least && value <= range.most
    : accepted.includes(value);
}
