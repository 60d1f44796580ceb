import type { Client } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, ElementalError, messageOf } from '../../support/errors.ts';
import { type ForeignKey, foreignKeysOfChangedTables, violationQuery } from './foreign-keys.ts';

/** A constraint that the loaded rows violate. */
interface Violation {
  constraint: string;
  what: string;
}

/**
 * Checks what was not checked while triggers were disabled: foreign keys from and to the tables this transaction changed,
 * and their deferrable unique, primary key and exclusion constraints. Other constraints do not use triggers.
 *
 * @throws ElementalError `CLIENT_DATA_VIOLATES_CONSTRAINTS` with every violated constraint and its number of rows
 */
export async function checkIntegrity(client: Client, file: string): Promise<void> {
  const violations: Violation[] = [];
  for (const key of await foreignKeysOfChangedTables(client)) {
    violations.push(...(await checkForeignKey(client, key)));
  }
  if (violations.length === 0) {
    violations.push(...(await checkDeferrableIndexes(client)));
  }
  if (violations.length > 0) {
    const list = violations.map(({ constraint, what }) => `${constraint} (${what})`).join('; ');
    throw new ElementalError(`${file}: the data violates ${violations.length} constraints: ${list}`, {
      code: 'CLIENT_DATA_VIOLATES_CONSTRAINTS',
      kind: 'migration',
      hint: 'Dump the referenced tables as well. Nothing of the file was loaded.',
    });
  }
}

async function checkForeignKey(client: Client, key: ForeignKey): Promise<Violation[]> {
  const { rows } = await client.query<{ count: string; example: string | null }>(violationQuery(key));
  const count = Number(rows[0]?.count ?? 0);
  if (count === 0) {
    return [];
  }
  const example = rows[0]?.example ?? '';
  const columns = key.columns.join(', ');
  return [
    {
      constraint: key.name,
      what: `${count} ${count === 1 ? 'row' : 'rows'} of ${key.table} without ${key.referenced} for ${columns}, for example ${example}`,
    },
  ];
}

/** PostgreSQL checks a deferrable index with a trigger; REINDEX checks it as well. */
async function checkDeferrableIndexes(client: Client): Promise<Violation[]> {
  const { rows } = await client.query<{ name: string; index: string; table: string }>(
    `SELECT c.conname AS name, format('%I.%I', n.nspname, i.relname) AS index, format('%I.%I', tn.nspname, t.relname) AS "table"
       FROM pg_catalog.pg_constraint c
       JOIN pg_catalog.pg_class i ON i.oid = c.conindid JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
       JOIN pg_catalog.pg_class t ON t.oid = c.conrelid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
       LEFT JOIN pg_catalog.pg_stat_xact_user_tables s ON s.relid = c.conrelid
      WHERE c.contype IN ('p', 'u', 'x') AND c.condeferrable AND i.relkind = 'i'
        AND (s.n_tup_ins + s.n_tup_upd > 0 OR current_setting('track_counts') = 'off')
      ORDER BY 3, 1`,
  );
  for (const { name, index, table } of rows) {
    try {
      await client.query(`REINDEX INDEX ${index}`);
    } catch (error) {
      const code = codeOf(error);
      if (code === SQLSTATE.uniqueViolation || code === SQLSTATE.exclusionViolation) {
        // The transaction has failed, so the other indexes cannot be checked.
        return [{ constraint: name, what: `in ${table}: ${messageOf(error)}` }];
      }
      throw error;
    }
  }
  return [];
}
