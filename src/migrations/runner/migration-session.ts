import type { Client } from 'pg';
import * as v from 'valibot';

import { withAdvisoryLocks } from '../../postgres/advisory-lock.ts';
import { type ConnectionTarget, withConnection } from '../../postgres/connect.ts';
import { TEXT, wholeNumber } from '../../support/check-options.ts';
import { parseGolangMigrateUrl } from '../ledger/golang-migrate-url.ts';
import { ensureLedger, type LedgerName, lockKeys, resolveLedger } from '../ledger/ledger.ts';

/**
 * A database to migrate: a connection target (a URL may have golang-migrate's `x-` parameters), or an open connection,
 * which stays open. Settings that migrations `SET` stay set on it.
 */
export type MigrationTarget = ConnectionTarget | Client;

export interface LedgerOptions {
  /** Default: `schema_migrations` in the current schema. */
  ledger?: Partial<LedgerName>;
}

export interface LockOptions extends LedgerOptions {
  /** Milliseconds to wait for another runner, elementaldb or golang-migrate. Default: 15,000. */
  lockTimeout?: number;
}

/** Schemas of `LedgerOptions`. */
export const LEDGER_OPTIONS = {
  ledger: v.optional(v.strictObject({ schema: TEXT, table: TEXT }, 'must be { schema, table }')),
} satisfies Record<keyof LedgerOptions, v.GenericSchema>;

/** Schemas of `LockOptions`. */
export const LOCK_OPTIONS = {
  ...LEDGER_OPTIONS,
  lockTimeout: wholeNumber(0),
} satisfies Record<keyof LockOptions, v.GenericSchema>;

/** The folder of the migrations, as an option. */
export const FOLDER = v.string('must be a string');

/** A connection and its ledger. */
export interface MigrationSession {
  client: Client;
  ledger: LedgerName;
}

/** Runs `work` in a session without a lock; creates nothing. */
export async function withReadingSession<T>(
  target: MigrationTarget,
  options: LedgerOptions,
  work: (session: MigrationSession) => Promise<T>,
): Promise<T> {
  if (isClient(target)) {
    return work({ client: target, ledger: await resolveLedger(target, options.ledger) });
  }
  const config = typeof target === 'string' ? { connectionString: target } : target;
  const parsed = config.connectionString === undefined ? undefined : parseGolangMigrateUrl(config.connectionString);
  return withConnection(
    {
      ...config,
      ...(parsed === undefined ? {} : { connectionString: parsed.url }),
      ...(parsed?.statementTimeout === undefined ? {} : { statement_timeout: parsed.statementTimeout }),
    },
    async (client) => work({ client, ledger: await resolveLedger(client, { ...parsed?.ledger, ...options.ledger }) }),
    {
      applicationName: 'elementaldb migrate',
      limits: 'none',
      ...(parsed === undefined ? {} : { session: parsed.session }),
    },
  );
}

/** Not by `instanceof`: the caller may use another copy of pg. */
function isClient(target: MigrationTarget): target is Client {
  return typeof target === 'object' && 'query' in target && typeof target.query === 'function';
}

/** Runs `work` in a session that holds golang-migrate's locks; creates the ledger if needed. */
export async function withLockedSession<T>(
  target: MigrationTarget,
  options: LockOptions,
  work: (session: MigrationSession) => Promise<T>,
): Promise<T> {
  return withReadingSession(target, options, async (session) => {
    const { client, ledger } = session;
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    return withAdvisoryLocks(
      client,
      lockKeys(ledger, rows[0]?.name ?? ''),
      { purpose: 'the migrations of this database', timeout: options.lockTimeout ?? 15_000 },
      async () => {
        await ensureLedger(client, ledger);
        return work(session);
      },
    );
  });
}
