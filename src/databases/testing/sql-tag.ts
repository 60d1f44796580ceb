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

/** @throws UsageError by the tag: `SQL_NOT_TAGGED` when it is called as an ordinary function, `NOT_A_VALUE` */
export function sqlTag(query: (text: string, values: readonly unknown[]) => Promise<QueryResult>): SqlTag {
  return async (strings, ...values) => {
    if (!Array.isArray(strings) || !('raw' in strings)) {
      throw new UsageError('sql was called with brackets', {
        code: 'SQL_NOT_TAGGED',
        hint: 'Write sql`SELECT …` without brackets, or use query(text, values).',
      });
    }
    const odd = values.findIndex(cannotBeSent);
    if (odd !== -1) {
      throw new UsageError(`the value $${odd + 1} of a query by sql is ${kindOf(values[odd])}`, {
        code: 'NOT_A_VALUE',
        hint: 'Values are sent as parameters. SQL cannot be put together from parts: write it out, or use query(text, values).',
      });
    }
    const text = strings.reduce((before, part, index) => `${before}$${index}${part}`);
    const { rows } = await query(text, values);
    return rows;
  };
}

/** What the driver would send as `{}`, or as its source: nobody means that. A query by `sql` is a promise. */
function cannotBeSent(value: unknown): boolean {
  return value instanceof Promise || typeof value === 'function' || typeof value === 'symbol';
}

function kindOf(value: unknown): string {
  return value instanceof Promise ? 'a promise, such as another query' : `a ${typeof value}`;
}
