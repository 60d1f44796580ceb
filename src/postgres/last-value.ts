import { isObject } from '../support/json.ts';

/**
 * `value` of the only row of the last of several statements that were sent together, for which the driver gives a list;
 * empty where it is no text.
 */
export function lastValue(result: unknown): string {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result;
  const rows: unknown = isObject(last) ? last['rows'] : undefined;
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  const value = isObject(row) ? row['value'] : undefined;
  return typeof value === 'string' ? value : '';
}
