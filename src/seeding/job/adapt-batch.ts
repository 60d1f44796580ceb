import type { ClientBase } from 'pg';

import type { Batch, Column } from '../load/batch.ts';
import type { Catalog } from '../load/catalog.ts';
import type { ColumnShape, TableShape } from '../schema/table-shape.ts';
import type { World } from '../../energy/world/world.ts';
import { acceptedValues, type Accepted } from './accepted-values.ts';
import { isPlausible, plausibleColumn } from './plausible-column.ts';
import { suggestedColumn } from './suggested-column.ts';

/**
 * Makes a batch fit a table that has other columns than its dataset knows; undefined where there is no such table. Before
 * the server is asked something, `quiet` is called: a COPY has to end first.
 */
export type AdaptBatch = (batch: Batch, quiet: () => Promise<void>) => Promise<Batch | undefined>;

/**
 * Columns that a table has and a batch does not are filled where they may not be NULL, where the batch suggests a value, and where
 * their name says what a plausible one is; values that conditions ask for are found as verify finds them.
 */
export function adaptTo(client: ClientBase, catalog: Catalog, world: World): AdaptBatch {
  const lacking = new Map<string, { table: TableShape; columns: ColumnShape[]; allowed: Accepted }>();
  return async (batch, quiet) => {
    const table = catalog.find(...batch.table);
    if (table === undefined) {
      return undefined;
    }
    const key = [table.name, ...Object.keys(batch.columns)].join('\n');
    let known = lacking.get(key);
    if (known === undefined) {
      const columns = table.columns.filter((column) => isToBeFilled(table, column, batch));
      let allowed: Accepted = { texts: new Map(), ranges: new Map() };
      if (columns.some((column) => column.notNull || hasConditions(table, column))) {
        await quiet();
        allowed = await acceptedValues(client, catalog, table);
      }
      known = { table, columns, allowed };
      lacking.set(key, known);
    }
    if (known.columns.length === 0) {
      return batch;
    }
    const { texts, ranges } = known.allowed;
    const added = known.columns.map((column): [string, Column] => {
      const context = { world, accepted: texts.get(column.name), range: ranges.get(column.name) };
      const value = batch.suggested?.[column.name];
      const suggested = value === undefined ? undefined : suggestedColumn(catalog, column, value, context);
      return [column.name, suggested ?? plausibleColumn(catalog, table, column, batch, context)];
    });
    return { ...batch, columns: { ...batch.columns, ...Object.fromEntries(added) } };
  };
}

/** What a series of which nothing else is known has; then all other columns are filled. */
const CONVENTION: ReadonlySet<string> = new Set(['dataset_id', 'start_ts', 'end_ts']);

function hasConditions({ checks }: TableShape, { name }: ColumnShape): boolean {
  return checks.some(({ columns }) => columns.includes(name));
}

function isToBeFilled(table: TableShape, column: ColumnShape, batch: Batch): boolean {
  const { name, notNull, hasDefault, generated } = column;
  if (name in batch.columns || generated !== null || hasDefault) {
    return false;
  }
  const isUnknown = Object.keys(batch.columns).every((each) => CONVENTION.has(each));
  const refers = table.foreignKeys.some(({ columns }) => columns.includes(name));
  return notNull || (!refers && (isUnknown || isPlausible(column) || name in (batch.suggested ?? {})));
}
