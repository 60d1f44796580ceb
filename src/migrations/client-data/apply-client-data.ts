import type { Client } from 'pg';

import { type ConnectionTarget, withConnection } from '../../postgres/connect.ts';
import { DumpReader } from '../../sql/dump/dump-reader.ts';
import { checkIntegrity } from './check-integrity.ts';
import { openDump } from './dump-file.ts';
import { DumpLoader } from './dump-loader.ts';
import { refuseLedgerChange } from './ledger-guard.ts';
import { suspendTriggers } from './suspend-triggers.ts';
import { resolveLedger } from '../ledger/ledger.ts';
import type { LedgerOptions } from '../runner/migration-session.ts';

export interface ClientDataProgress {
  /** Of the file as it lies on disk, compressed if it is. */
  bytesRead: number;
  bytesTotal: number;
  /** Rows sent so far. */
  rows: number;
}

export interface ClientDataOptions extends LedgerOptions {
  /** Called about once per megabyte. */
  onProgress?: (progress: ClientDataProgress) => void;
}

export interface ClientDataResult {
  rows: number;
  statements: number;
  bytes: number;
  milliseconds: number;
  /** What was passed over or done otherwise than the file says, for people. */
  notes: string[];
}

/**
 * Loads client data, a plain script of `pg_dump` (also compressed, if its name ends in .gz), in constant memory.
 *
 * All of it is one transaction on a connection of its own: BEGIN and COMMIT in the file are passed over, and a failure
 * leaves the database as it was. The ledger never hears of it, and its rows in a dump are passed over.
 *
 * Where the role may (superusers; see `suspendTriggers`), triggers rest meanwhile, user triggers included, as with
 * `pg_dump --disable-triggers`; so tables may come in any order and refer to each other in circles. Every foreign key
 * and deferrable constraint of the tables that changed is checked afterwards, before the transaction is committed.
 *
 * @throws MigrationSqlError for what the server refuses, with file and line; DumpScriptError for what the file may not
 *   hold; ElementalError `CLIENT_DATA_VIOLATES_CONSTRAINTS`, `CLIENT_DATA_CHANGES_LEDGER`; EnvironmentError
 *   `CLIENT_DATA_UNREADABLE`
 */
export async function applyClientData(
  target: ConnectionTarget,
  file: string,
  options: ClientDataOptions = {},
): Promise<ClientDataResult> {
  return withConnection(target, (client) => load(client, file, options), {
    applicationName: 'elementaldb client data',
  });
}

async function load(client: Client, file: string, options: ClientDataOptions): Promise<ClientDataResult> {
  const begun = performance.now();
  const dump = await openDump(file);
  try {
    const ledger = await resolveLedger(client, options.ledger);
    // What the dump's text means must not depend on this server's settings.
    await client.query('SET standard_conforming_strings = on');
    const triggersRest = await suspendTriggers(client);
    await client.query('BEGIN');
    if (!triggersRest) {
      await client.query('SET CONSTRAINTS ALL DEFERRED');
    }
    const loader = new DumpLoader(client, file, ledger);
    const ledgerBefore = await refuseLedgerChange(client, ledger);
    const reader = new DumpReader(file);
    for await (const chunk of dump.chunks) {
      for (const event of reader.push(chunk)) {
        await loader.take(event);
      }
      options.onProgress?.({ bytesRead: dump.bytesRead(), bytesTotal: dump.bytesTotal, rows: loader.rows });
    }
    for (const event of reader.end()) {
      await loader.take(event);
    }
    await loader.flush();
    await ledgerBefore.check();
    if (triggersRest) {
      await checkIntegrity(client, file);
    }
    await loader.commit();
    options.onProgress?.({ bytesRead: dump.bytesTotal, bytesTotal: dump.bytesTotal, rows: loader.rows });
    return {
      rows: loader.rows,
      statements: loader.statements,
      bytes: dump.bytesTotal,
      milliseconds: performance.now() - begun,
      notes: [
        ...(triggersRest ? [] : ['This role may not suspend triggers: rows were loaded in the order of the file.']),
        ...loader.notes,
      ],
    };
  } finally {
    // Closing the connection, which the caller does, rolls back whatever is open.
    dump.close();
  }
}
