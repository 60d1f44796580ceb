import { quoteIdentifier, quoteLiteral } from '../../../sql/quote.ts';
import type { RowFault } from '../tables/validate-row.ts';

/** One fault, and how many rows have it. */
export interface DocumentFinding extends Omit<RowFault, 'value'> {
  /** Schema and name. */
  readonly table: string;
  /** How many rows. */
  readonly count: number;
  /** The key of the first of these rows, by column. */
  readonly key: Readonly<Record<string, unknown>>;
  /** Its value as JSON, shortened; null if it is missing. */
  readonly example: string | null;
}

export interface DocumentReport {
  readonly findings: readonly DocumentFinding[];
  /** How many rows were read. */
  readonly rows: number;
  /** Tables and columns that the database does not have, and that were not checked. */
  readonly skipped: readonly string[];
  /** Checks that did not run, because the schema or the role does not allow their query. */
  readonly failedChecks: readonly FailedCheck[];
}

export interface FailedCheck {
  /** Schema and name. */
  readonly table: string;
  /** The server's message. */
  readonly reason: string;
}

/** A query that finds the row of a finding. */
export function queryFor({ table, key }: Pick<DocumentFinding, 'table' | 'key'>): string {
  const conditions = Object.entries(key).map(([name, value]) =>
    value === null
      ? `${quoteIdentifier(name)} IS NULL`
      : `${quoteIdentifier(name)} = ${quoteLiteral(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
  return `SELECT * FROM ${table} WHERE ${conditions.join(' AND ')}`;
}
