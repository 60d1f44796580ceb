import type { Column } from '../load/batch.ts';
import type { Catalog } from '../load/catalog.ts';
import { fitsRange, numberRange } from '../values/number-values.ts';
import type { ColumnShape } from '../schema/table-shape.ts';
import { bareType, textLimit } from '../schema/types.ts';
import { isPlausible, type PlausibleContext } from './plausible-column.ts';

/**
 * What a dataset suggests for a column that it does not know for sure to be there. Where it does not fit, the column is NULL if it
 * may be and its name says nothing else.
 */
export function suggestedColumn(
  catalog: Catalog,
  column: ColumnShape,
  value: string | number,
  context: Pick<PlausibleContext, 'accepted' | 'range'>,
): Column | undefined {
  if (fits(catalog, column, value) && isAllowed(value, context)) {
    return { kind: 'same', value };
  }
  return column.notNull || isPlausible(column) ? undefined : { kind: 'same', value: null };
}

function fits({ types }: Catalog, column: ColumnShape, value: string | number): boolean {
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
