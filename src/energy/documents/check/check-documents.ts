import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import { BUNDLE_RULES } from './bundle-rules.ts';
import type { DocumentFinding, DocumentReport, FailedCheck } from './document-report.ts';
import { failureOf } from './failure-of.ts';
import { checkRule } from './query-rule.ts';
import { SERIES_RULES } from './series-rules.ts';
import { TASK_RULES } from './task-rules.ts';
import type { Row, TableRules } from '../tables/table-rules.ts';
import { DOCUMENT_TABLES, validateRow } from '../tables/validate-row.ts';

/** Rows that one round trip brings. */
const FETCHED = 500;

/** Characters of an example that are kept. */
const SHOWN = 80;

/**
 * Checks the rows of a database against what the services read: documents, texts with set values, ids, whole numbers, series, and the
 * rules of bundles and tasks. Writes nothing. Memory does not grow with the rows: each fault is kept once, with the number of its rows;
 * series are read by the server.
 *
 * The client must not be in a transaction.
 */
export async function checkDocuments(client: ClientBase): Promise<DocumentReport> {
  const findings = new Map<string, DocumentFinding>();
  const skipped = new Set<string>();
  const failedChecks = new Map<string, FailedCheck>();
  let rows = 0;
  const attempt = async (table: string, check: () => Promise<void>): Promise<void> => {
    const reason = await failureOf(client, check);
    if (reason !== undefined) {
      failedChecks.set(JSON.stringify([table, reason]), { table, reason });
    }
  };
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    for (const rules of DOCUMENT_TABLES) {
      await attempt(rules.table.join('.'), async () => {
        const columns = await existingColumns(client, rules);
        missingNames(rules, columns).forEach((name) => skipped.add(name));
        if (columns.size === 0) {
          return;
        }
        for await (const row of rowsOf(client, rules, columns)) {
          rows += 1;
          record(findings, rules, row);
        }
      });
    }
    for (const rule of [...BUNDLE_RULES, ...TASK_RULES, ...SERIES_RULES]) {
      await attempt(rule.table, async () => {
        const { finding, missing } = await checkRule(client, rule);
        missing.forEach((name) => skipped.add(name));
        if (finding !== undefined) {
          findings.set(JSON.stringify([rule.table, rule.column, rule.message]), finding);
        }
      });
    }
  } finally {
    await client.query('ROLLBACK');
  }
  return {
    findings: [...findings.values()].toSorted(bySeverity),
    rows,
    skipped: [...skipped],
    failedChecks: [...failedChecks.values()],
  };
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
