import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { UsageError } from '../../support/errors.ts';
import { tablesBelow } from './grow-tables.ts';
import type { PopulateReport } from './populate-report.ts';
import type { TableShape } from '../schema/table-shape.ts';

export interface TablesToFill {
  tables: TableShape[];
  /** Those that the role may not fill, each with the reason. */
  refused: PopulateReport['unpopulated'];
}

/**
 * The tables that have fewer rows than asked for.
 *
 * @throws UsageError `NOTHING_TO_FILL` if there is no table, `RIGHTS_MISSING` if the role may fill none
 */
export async function tablesToFill(
  client: ClientBase,
  named: readonly TableShape[],
  rows: number,
): Promise<TablesToFill> {
  if (named.length === 0) {
    throw new UsageError('the database has no table to fill', {
      code: 'NOTHING_TO_FILL',
      hint: 'Migrate it first.',
    });
  }
  const { role, readable, writable } = await rightsOn(client, named);
  if (!named.some(({ name }) => readable.has(name) && writable.has(name))) {
    throw rightsMissing(role, named);
  }
  const below = await tablesBelow(
    client,
    named.filter(({ name }) => readable.has(name)),
    rows,
  );
  const refused = [
    ...named.filter(({ name }) => !readable.has(name)),
    ...below.filter(({ name }) => !writable.has(name)),
  ];
  return {
    tables: below.filter(({ name }) => writable.has(name)),
    refused: refused.map(({ name }) => ({
      table: name,
      reason: `role ${role} lacks a privilege: GRANT SELECT, INSERT ON ${name} TO ${quoteIdentifier(role)}`,
    })),
  };
}

interface Rights {
  role: string;
  readable: ReadonlySet<string>;
  writable: ReadonlySet<string>;
}

/** A privilege on any column counts: the server reports what is missing for the others. */
async function rightsOn(client: ClientBase, tables: readonly TableShape[]): Promise<Rights> {
  const { rows } = await client.query<{ role: string; name: string; reads: boolean; adds: boolean }>(
    `SELECT current_user::text AS role, t.name,
            has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AS reads,
            has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'INSERT') AS adds
       FROM unnest($1::text[], $2::text[], $3::text[]) AS t (name, schema, relation)
         JOIN pg_namespace n ON n.nspname = t.schema
         JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.relation`,
    [tables.map(({ name }) => name), tables.map(({ path }) => path[0]), tables.map(({ path }) => path[1])],
  );
  return {
    role: rows[0]?.role ?? '',
    readable: new Set(rows.filter(({ reads }) => reads).map(({ name }) => name)),
    writable: new Set(rows.filter(({ adds }) => adds).map(({ name }) => name)),
  };
}

function rightsMissing(role: string, tables: readonly TableShape[]): UsageError {
  const schemas = [...new Set(tables.map(({ path }) => quoteIdentifier(path[0])))].join(', ');
  const to = `IN SCHEMA ${schemas} TO ${quoteIdentifier(role)}`;
  return new UsageError(`role ${role} may not read and add rows in any table of this database`, {
    code: 'RIGHTS_MISSING',
    hint:
      `Connect as another role, or run: GRANT USAGE ON SCHEMA ${schemas} TO ${quoteIdentifier(role)}; ` +
      `GRANT SELECT, INSERT ON ALL TABLES ${to}; GRANT USAGE ON ALL SEQUENCES ${to}`,
  });
}
