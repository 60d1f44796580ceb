import type { Client } from 'pg';

import { ElementalError } from '../../support/errors.ts';
import { type LedgerName, quoteLedger } from '../ledger/ledger.ts';

/** Reads the ledger's rows; `check` throws `CLIENT_DATA_CHANGES_LEDGER` if they have changed. */
export async function refuseLedgerChange(client: Client, ledger: LedgerName): Promise<{ check: () => Promise<void> }> {
  const before = await ledgerRows(client, ledger);
  return {
    async check() {
      if ((await ledgerRows(client, ledger)) !== before) {
        throw new ElementalError(`the client data changes ${quoteLedger(ledger)}`, {
          code: 'CLIENT_DATA_CHANGES_LEDGER',
          kind: 'migration',
          hint: `Create the dump with --exclude-table=${ledger.table}.`,
        });
      }
    },
  };
}

async function ledgerRows(client: Client, ledger: LedgerName): Promise<string> {
  const { rows: present } = await client.query<{ present: boolean }>(
    'SELECT pg_catalog.to_regclass($1) IS NOT NULL AS present',
    [quoteLedger(ledger)],
  );
  if (present[0]?.present !== true) {
    return '';
  }
  const { rows } = await client.query(`SELECT version::text, dirty FROM ${quoteLedger(ledger)} ORDER BY version`);
  return JSON.stringify(rows);
}

/** Whether a table in a dump is the ledger; without a schema, any table with its name is. */
export function isLedger(table: readonly string[], ledger: LedgerName): boolean {
  return table.at(-1) === ledger.table && (table.length < 2 || table.at(-2) === ledger.schema);
}
