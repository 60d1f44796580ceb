import type { Client } from 'pg';
import * as v from 'valibot';

import { type ConnectionTarget, withConnection } from '../../postgres/connect.ts';
import { DumpReader } from '../../sql/dump/dump-reader.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { CALLBACK, checkOptions } from '../../support/check-options.ts';
import { codeOf } from '../../support/errors.ts';
import { checkIntegrity } from './check-integrity.ts';
import { openDump } from './dump-file.ts';
import { DumpLoader } from './dump-loader.ts';
import { refuseLedgerChange } from './ledger-guard.ts';
import { refreshViews } from './refresh-views.ts';
import { resolveLedger } from '../ledger/ledger.ts';
import { LEDGER_OPTIONS, type LedgerOptions } from '../runner/migration-session.ts';

export interface ClientDataProgress {
  /** Bytes of the file on disk, which may be compressed. */
  bytesRead: number;
  bytesTotal: number;
  /** Rows sent so far. */
  rows: number;
}

export interface ClientDataOptions extends LedgerOptions {
  /** Called about once per megabyte. */
  onProgress?: (progress: ClientDataProgress) => void;
}

const CLIENT_DATA_OPTIONS = {
  ...LEDGER_OPTIONS,
  onProgress: CALLBACK,
} satisfies Record<keyof ClientDataOptions, v.GenericSchema>;

export interface ClientDataResult {
  rows: number;
  statements: number;
  bytes: number;
  milliseconds: number;
  /** Sentences about what was skipped or done differently than in the file. */
  notes: string[];
}

/**
 * Loads client data, a plain script of `pg_dump` (compressed if its name ends in .gz or .zst), in constant memory.
 *
 * The whole file is one transaction on a separate connection: BEGIN and COMMIT in the file are ignored, and a failure
 * leaves the database unchanged. The ledger is not changed; its rows in a dump are skipped.
 *
 * If the role is allowed to (superusers; see `disableTriggers`), all triggers are disabled during the load, as with
 * `pg_dump --disable-triggers`, so tables may come in any order and reference each other. Before the commit, every
 * foreign key and deferrable constraint of the changed tables is checked, and materialized views that depend on these
 * tables are refreshed in order; those that cannot be are named in the notes.
 *
 * @throws InvalidOptionError; MigrationSqlError for SQL that fails, with file and line; DumpScriptError for statements that a dump must not
 *   contain; ElementalError `CLIENT_DATA_VIOLATES_CONSTRAINTS`, `CLIENT_DATA_CHANGES_LEDGER`; EnvironmentError
 *   `CLIENT_DATA_UNREADABLE`
 */
export async function applyClientData(
  target: ConnectionTarget,
  file: string,
  options: ClientDataOptions = {},
): Promise<ClientDataResult> {
  checkOptions('applyClientData', v.strictObject(CLIENT_DATA_OPTIONS), options);
  return withConnection(target, (client) => load(client, file, options), {
    applicationName: 'elementaldb client data',
    limits: 'none',
  });
}

/**
 * Runs a plain script of `pg_dump`, or any other SQL, in an empty database that nobody migrates; the script may make the
 * ledger.
 *
 * @throws as `applyClientData`
 */
export async function applyScript(target: ConnectionTarget, file: string): Promise<void> {
  await withConnection(target, (client) => load(client, file, {}, false), { limits: 'none' });
}

async function load(
  client: Client,
  file: string,
  options: ClientDataOptions,
  guardsLedger = true,
): Promise<ClientDataResult> {
  const begun = performance.now();
  const dump = await openDump(file);
  try {
    const ledger = await resolveLedger(client, options.ledger);
    // The meaning of the dump must not depend on this server's settings.
    await client.query('SET standard_conforming_strings = on');
    const triggersDisabled = await disableTriggers(client);
    await client.query('BEGIN');
    if (!triggersDisabled) {
      await client.query('SET CONSTRAINTS ALL DEFERRED');
    }
    const loader = new DumpLoader(client, file, ledger);
    const ledgerBefore = guardsLedger ? await refuseLedgerChange(client, ledger) : undefined;
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
    await ledgerBefore?.check();
    if (triggersDisabled) {
      await checkIntegrity(client, file);
    }
    const stale = await refreshViews(client, loader.refreshed);
    await loader.commit();
    options.onProgress?.({ bytesRead: dump.bytesTotal, bytesTotal: dump.bytesTotal, rows: loader.rows });
    return {
      rows: loader.rows,
      statements: loader.statements,
      bytes: dump.bytesTotal,
      milliseconds: performance.now() - begun,
      notes: [
        ...(triggersDisabled
          ? []
          : ['This role cannot disable triggers, so rows were loaded in the order of the file.']),
        ...loader.notes,
        ...stale,
      ],
    };
  } finally {
    // The caller closes the connection, which rolls back an open transaction.
    dump.close();
  }
}

/**
 * Disables all triggers of this session, including those of foreign keys. Superusers can, and roles with SET on the
 * parameter (PostgreSQL 15). Returns false if the role cannot.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE
 */
async function disableTriggers(client: Client): Promise<boolean> {
  try {
    await client.query('SET session_replication_role = replica');
    return true;
  } catch (error) {
    if (codeOf(error) === SQLSTATE.insufficientPrivilege) {
      return false;
    }
    throw error;
  }
}
