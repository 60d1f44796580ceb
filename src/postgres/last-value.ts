import { isObject } from '../support/json.ts';

/**
 * The column `value` in the first row of the last statement, if several statements were sent together; empty if it is not
 * a string.
 */
export function lastValue(result: unknown): string {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result;
  const rows: unknown = isObject(last) ? last['rows'] : undefined;
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  const value = isObject(row) ? row['value'] : undefined;
  return typeof value === 'string' ? value : '';
}
