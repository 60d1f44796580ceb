import type { Client } from 'pg';

import { withAdvisoryLocks } from '../../postgres/advisory-lock.ts';
import { type ConnectionTarget, withConnection } from '../../postgres/connect.ts';
import { parseGolangMigrateUrl } from '../ledger/golang-migrate-url.ts';
import { ensureLedger, type LedgerName, resolveLedger } from '../ledger/ledger.ts';
import { lockKeys } from '../ledger/lock-keys.ts';

/**
 * A database to migrate: something to connect to (golang-migrate's `x-` parameters are understood in a URL), or an open
 * connection, which is left open. What migrations `SET` stays set on it.
 */
export type MigrationTarget = ConnectionTarget | Client;

export interface LedgerOptions {
  /** `schema_migrations` in the current schema unless told. */
  ledger?: Partial<LedgerName>;
}

export interface LockOptions extends LedgerOptions {
  /** Milliseconds to wait for another runner, ours or golang-migrate; 15 seconds unless told. */
  lockTimeout?: number;
}

/** A connection and the ledger it migrates by. */
export interface MigrationSession {
  client: Client;
  ledger: LedgerName;
}

/** Lends a session that only looks. Nothing is created, nothing locked. */
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
    { applicationName: 'elementaldb migrate' },
  );
}

/** By what it can do: the caller may have another copy of pg than this package. */
function isClient(target: MigrationTarget): target is Client {
  return typeof target === 'object' && 'query' in target && typeof target.query === 'function';
}

/** Lends a session that holds golang-migrate's locks, with the ledger in place. */
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
