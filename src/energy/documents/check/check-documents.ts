import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import { BUNDLE_RULES, type BundleRule } from './bundle-rules.ts';
import type { DocumentFinding, DocumentReport } from './document-report.ts';
import type { Row, TableRules } from '../tables/table-rules.ts';
import { DOCUMENT_TABLES, validateRow } from '../tables/validate-row.ts';

/** Rows that one round trip brings. */
const FETCHED = 500;

/** Characters of an example that are kept. */
const SHOWN = 80;

/**
 * Checks the rows of a database against what the services read: documents, texts with set values, ids, whole numbers, and the rules of
 * bundles. Writes nothing. Memory does not grow with the rows: each fault is kept once, with the number of its rows.
 *
 * The client must not be in a transaction.
 */
export async function checkDocuments(client: ClientBase): Promise<DocumentReport> {
  const findings = new Map<string, DocumentFinding>();
  const skipped: string[] = [];
  let rows = 0;
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    for (const rules of DOCUMENT_TABLES) {
      const columns = await existingColumns(client, rules);
      skipped.push(...missingNames(rules, columns));
      if (columns.size === 0) {
        continue;
      }
      for await (const row of rowsOf(client, rules, columns)) {
        rows += 1;
        record(findings, rules, row);
      }
    }
    for (const rule of BUNDLE_RULES) {
      const finding = await brokenRule(client, rule);
      if (finding !== undefined) {
        findings.set(rule.message, finding);
      }
    }
  } finally {
    await client.query('ROLLBACK');
  }
  return { findings: [...findings.values()].toSorted(bySeverity), rows, skipped };
}

/** What breaks a rule of bundles; undefined if nothing does, or the database does not have the tables that it reads. */
async function brokenRule(client: ClientBase, rule: BundleRule): Promise<DocumentFinding | undefined> {
  const { table, column, message, reads, sql } = rule;
  const { rows: missing } = await client.query(
    'SELECT FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [reads],
  );
  if (missing.length > 0) {
    return undefined;
  }
  const { rows } = await client.query<Record<string, string> & { of: number }>(
    `SELECT *, count(*) OVER ()::int AS of FROM (${sql}) AS broken ORDER BY 1 LIMIT 1`,
  );
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  const { of: count, ...key } = first;
  return { table, column, path: '', kind: 'wrong value', severity: 'error', message, count, key, example: null };
}

/** The columns that a table of the database has, empty if there is no such table. */
async function existingColumns(client: ClientBase, { table }: TableRules): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_catalog.pg_attribute
      WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [table.map(quoteIdentifier).join('.')],
  );
  return new Set(rows.map(({ name }) => name));
}

function missingNames({ table, columns }: TableRules, existing: ReadonlySet<string>): string[] {
  const name = table.join('.');
  return existing.size === 0
    ? [name]
    : Object.keys(columns).flatMap((column) => (existing.has(column) ? [] : [`${name}.${column}`]));
}

/** The rows of a table, read through a cursor; every value as JSON, SQL NULL as undefined. */
async function* rowsOf(
  client: ClientBase,
  { table, key, others = [], columns }: TableRules,
  existing: ReadonlySet<string>,
): AsyncIterable<Row> {
  const wanted = [...new Set([...key, ...others, ...Object.keys(columns)])].filter((name) => existing.has(name));
  const values = wanted.map((name) => `to_jsonb(t.${quoteIdentifier(name)})::text AS ${quoteIdentifier(name)}`);
  await client.query(
    `DECLARE documents NO SCROLL CURSOR FOR SELECT ${values.join(', ')} FROM ${table.map(quoteIdentifier).join('.')} AS t`,
  );
  for (;;) {
    const { rows } = await client.query<Record<string, string | null>>(`FETCH ${FETCHED} FROM documents`);
    for (const row of rows) {
      yield Object.fromEntries(
        Object.entries(row).map(([name, text]) => [name, text === null ? undefined : (JSON.parse(text) as unknown)]),
      );
    }
    if (rows.length < FETCHED) {
      await client.query('CLOSE documents');
      return;
    }
  }
}

/** Adds the faults of a row; the same fault in several items of a list counts once. */
function record(findings: Map<string, DocumentFinding>, rules: TableRules, row: Row): void {
  const seen = new Set<string>();
  for (const { value, ...fault } of validateRow(rules, row)) {
    const id = JSON.stringify([rules.table, fault]);
    if (seen.has(id)) {
      continue;
    }
    seen.add(id);
    const known = findings.get(id);
    findings.set(
      id,
      known === undefined
        ? {
            ...fault,
            table: rules.table.join('.'),
            count: 1,
            key: Object.fromEntries(rules.key.map((name) => [name, row[name] ?? null])),
            example: value === undefined ? null : shortened(JSON.stringify(value)),
          }
        : { ...known, count: known.count + 1 },
    );
  }
}

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

function bySeverity(a: DocumentFinding, b: DocumentFinding): number {
  return Number(a.severity === 'warning') - Number(b.severity === 'warning');
}
