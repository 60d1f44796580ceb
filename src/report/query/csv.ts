import type { QueryResult } from '../../postgres/read-results.ts';
import { csvField } from '../../support/csv-field.ts';

/**
 * Results as `COPY … TO STDOUT (FORMAT csv, HEADER)` writes them, one after the other, as lines. Statements that return
 * no rows have no lines; what COPY wrote stays as it is.
 *
 * https://www.postgresql.org/docs/current/sql-copy.html, https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvOf(results: readonly QueryResult[]): string[] {
  return results.flatMap(({ columns, rows, copied }) => {
    if (columns === undefined) {
      return copied === undefined ? [] : [copied.replace(/\n$/, '')];
    }
    return [columns.map(({ name }) => name), ...rows].map(line);
  });
}

function line(values: readonly (string | null)[]): string {
  const [only] = values;
  // Alone in a line it would be the mark that ends the data of COPY.
  if (values.length === 1 && only === String.raw`\.`) {
    return String.raw`"\."`;
  }
  return values.map((value) => (value === null ? '' : csvField(value))).join(',');
}
