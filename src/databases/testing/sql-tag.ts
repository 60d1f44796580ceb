import type { QueryResult, QueryResultRow } from 'pg';

import { UsageError } from '../../support/errors.ts';

/**
 * Runs the SQL of a template literal with its values as parameters, never as text, and returns the rows:
 * ``sql<{ id: string }>`SELECT id FROM site WHERE name = ${name}` ``. Names of tables and columns cannot be parameters.
 */
export type SqlTag = <Row extends QueryResultRow = QueryResultRow>(
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
) => Promise<Row[]>;

/** @throws UsageError `SQL_NOT_TAGGED`, by the tag, when it is called as an ordinary function */
export function sqlTag(query: (text: string, values: readonly unknown[]) => Promise<QueryResult>): SqlTag {
  return async (strings, ...values) => {
    if (!Array.isArray(strings) || !('raw' in strings)) {
      throw new UsageError('sql was called with brackets', {
        code: 'SQL_NOT_TAGGED',
        hint: 'Write sql`SELECT …` without brackets, or use query(text, values).',
      });
    }
    const text = strings.reduce((before, part, index) => `${before}$${index}${part}`);
    const { rows } = await query(text, values);
    return rows;
  };
}
