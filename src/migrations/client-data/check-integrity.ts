import type { Client } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, ElementalError, messageOf } from '../../support/errors.ts';
import { type ForeignKey, foreignKeysOfChangedTables, violationQuery } from './foreign-keys.ts';

/** A constraint that rows loaded without triggers break. */
interface Violation {
  constraint: string;
  what: string;
}

/**
 * Checks what nobody checked while triggers rested: foreign keys from and to the tables this transaction changed, and
 * their deferrable unique, primary key and exclusion constraints. Other constraints need no triggers.
 *
 * @throws ElementalError `CLIENT_DATA_VIOLATES_CONSTRAINTS` naming every one of them and how many rows break it
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
    throw new ElementalError(`${file}: the data breaks ${violations.length} constraints: ${list}`, {
      code: 'CLIENT_DATA_VIOLATES_CONSTRAINTS',
      kind: 'migration',
      hint: 'Dump the tables that are referred to as well; nothing of the file was kept.',
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
      what: `${count} ${count === 1 ? 'row' : 'rows'} of ${key.table} with no ${key.referenced} for ${columns}, e.g. ${example}`,
    },
  ];
}

/** PostgreSQL checks a deferrable index by a trigger; building the index anew checks it too. */
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
        // The transaction is over, so this is the only one that can be told.
        return [{ constraint: name, what: `in ${table}: ${messageOf(error)}` }];
      }
      throw error;
    }
  }
  return [];
}
