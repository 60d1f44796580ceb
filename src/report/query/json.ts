import { parse as parseArray } from 'postgres-array';

import type { QueryResult, ResultColumn } from '../../postgres/read-results.ts';

/**
 * One line for each statement: a JSON array of its rows as objects, empty for a statement that returns none. Values are
 * as those of PostgreSQL's `to_json`: numbers with all their digits, `json` as it is, arrays as arrays, times by ISO 8601,
 * everything else as text.
 *
 * https://www.postgresql.org/docs/current/functions-json.html
 */
export function jsonOf(results: readonly QueryResult[]): string[] {
  return results.map(({ columns = [], rows }) => {
    const keys = columns.map(({ name }) => JSON.stringify(name));
    const objects = rows.map((row) => {
      const members = columns.map((column, index) => `${keys[index] ?? ''}:${valueOf(row[index] ?? null, column)}`);
      return `{${members.join(',')}}`;
    });
    return `[${objects.join(',')}]`;
  });
}

/** OIDs of src/include/catalog/pg_type.dat. */
const TYPES = {
  boolean: 16,
  numbers: new Set([20, 21, 23, 700, 701, 1700]),
  json: new Set([114, 3802]),
  times: new Set([1114, 1184]),
};

/** Not NaN or Infinity, which JSON cannot express. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/;

function valueOf(value: string | null, { type, elementType }: Omit<ResultColumn, 'name'>): string {
  if (value === null) {
    return 'null';
  }
  if (elementType !== undefined) {
    return arrayOf(
      parseArray(value, (element) => element),
      elementType,
    );
  }
  if (type === TYPES.boolean) {
    return value === 't' ? 'true' : 'false';
  }
  if (TYPES.numbers.has(type) && JSON_NUMBER.test(value)) {
    return value;
  }
  if (TYPES.json.has(type)) {
    // Line ends stand only between the parts: within a text they are escaped.
    return value.replaceAll(/[\n\r]+/g, ' ');
  }
  return JSON.stringify(TYPES.times.has(type) ? isoTime(value) : value);
}

function arrayOf(elements: readonly unknown[], type: number): string {
  const values = elements.map((element) =>
    Array.isArray(element) ? arrayOf(element, type) : valueOf(typeof element === 'string' ? element : null, { type }),
  );
  return `[${values.join(',')}]`;
}

/** `2024-01-31 12:00:00+00` as `2024-01-31T12:00:00+00:00`; another `DateStyle` stays. */
function isoTime(value: string): string {
  return value.replace(
    /^(\d{4,}-\d\d-\d\d) ([\d:.]+)(?:([+-]\d\d)(:[\d:]+)?)?/,
    (_, date: string, time: string, hours?: string, minutes?: string) =>
      `${date}T${time}${hours === undefined ? '' : `${hours}${minutes ?? ':00'}`}`,
  );
}
