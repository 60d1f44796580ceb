import { expect } from 'vitest';

import { objectKey } from '../catalog/snapshot/catalog-object.ts';
import { formatSnapshot } from '../catalog/snapshot/format-snapshot.ts';
import { describeSchema } from '../catalog/snapshot/describe-schema.ts';
import type { TestDatabase } from '../databases/testing/test-database.ts';
import { withConnection } from '../postgres/connect.ts';
import { UsageError } from '../support/errors.ts';
import { isObject } from '../support/json.ts';
import { SEED_SCHEMA } from '../seeding/schema/schema-queries.ts';

/** What can run queries: a test database, a client or a pool. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** What a matcher tells vitest. */
export interface MatcherAnswer {
  pass: boolean;
  message: () => string;
  actual?: unknown;
  expected?: unknown;
}

/** The ledgers of migrations and of seeding are not part of the schema that migrations create. */
const LEDGERS = ['public.schema_migrations', ...['units', 'faults', 'sources'].map((name) => `${SEED_SCHEMA}.${name}`)];

/** @throws UsageError `NOT_A_DATABASE` */
export async function toHaveTable(
  subject: unknown,
  name: string,
  columns?: Readonly<Record<string, string>>,
): Promise<MatcherAnswer> {
  if (!isQueryable(subject)) {
    throw notAKind('database', 'expect(db).toHaveTable(…) takes the fixture db, a client or a pool.');
  }
  const there = await columnsOf(subject, name);
  if (there === undefined || columns === undefined) {
    const pass = there !== undefined;
    return { pass, message: () => `expected ${pass ? 'no' : 'a'} table ${name} in the database` };
  }
  const pass = Object.entries(columns).every(([column, type]) => there[column] === type);
  const named = Object.fromEntries(Object.keys(columns).map((column) => [column, there[column] ?? 'no such column']));
  return {
    pass,
    message: () => `expected the table ${name} ${pass ? 'not ' : ''}to have these columns`,
    actual: named,
    expected: columns,
  };
}

/** The columns with their types; undefined where there is no such table. */
async function columnsOf(database: Queryable, name: string): Promise<Record<string, string> | undefined> {
  const { rows } = await database.query(
    `SELECT c.oid, (SELECT json_object_agg(attname, format_type(atttypid, atttypmod))
                      FROM pg_catalog.pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
       FROM pg_catalog.pg_class c WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
    [name],
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : Object.fromEntries(Object.entries(row['columns'] ?? {}).map(([column, type]) => [column, String(type)]));
}

/** @throws UsageError `NOT_A_DATABASE`, `NOT_NEGATABLE`; what `toMatchFileSnapshot` throws */
export async function toMatchSchemaSnapshot(
  this: { isNot: boolean; currentTestName?: string | undefined },
  subject: unknown,
  path?: string,
): Promise<MatcherAnswer> {
  if (this.isNot) {
    throw new UsageError('toMatchSchemaSnapshot cannot be used with not', {
      code: 'NOT_NEGATABLE',
      hint: 'Match the schema that is expected.',
    });
  }
  if (!isTestDatabase(subject)) {
    throw notAKind(
      'test database',
      'expect(db).toMatchSchemaSnapshot() takes the fixture db, or what testDatabase() returns.',
    );
  }
  const file = path ?? `__snapshots__/${fileName(this.currentTestName ?? 'schema')}.schema.txt`;
  // Begun at once, so that the snapshot is of the test that runs now.
  await expect(schemaText(subject)).resolves.toMatchFileSnapshot(file);
  return { pass: true, message: () => '' };
}

/**
 * What `toMatchSchemaSnapshot` compares, read over a separate connection.
 *
 * @throws UsageError `NOT_IN_TRANSACTION` for what only the test's own connection sees
 */
export async function schemaText(database: Pick<TestDatabase, 'url' | 'isolation'>): Promise<string> {
  const options = { rows: false, clusterWide: false, ignoreTables: LEDGERS };
  if (database.isolation === 'transaction') {
    throw new UsageError('the schema of a database in a transaction cannot be read', {
      code: 'NOT_IN_TRANSACTION',
      hint: 'Use isolation: "database" for this test.',
    });
  }
  const seen = await withConnection(database.url, (client) => describeSchema(client, options));
  const objects = seen.objects.filter((object) => objectKey(object) !== `schema ${SEED_SCHEMA}`);
  return formatSnapshot({ ...seen, objects });
}

function fileName(test: string): string {
  return test.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '');
}

function isQueryable(subject: unknown): subject is Queryable {
  return isObject(subject) && typeof subject['query'] === 'function';
}

function isTestDatabase(subject: unknown): subject is TestDatabase {
  return isObject(subject) && typeof subject['url'] === 'string' && typeof subject['isolation'] === 'string';
}

function notAKind(what: string, hint: string): UsageError {
  return new UsageError(`the value passed to expect() is not a ${what}`, { code: 'NOT_A_DATABASE', hint });
}
