import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { UsageError } from '../support/errors.ts';
import { contentHash } from '../support/hash.ts';
import { LEASE_CLASS } from './lease.ts';

/** The first key of an advisory lock. The processes that share a server connect to the same database for this. */
const LOGINS = LEASE_CLASS + 2;

/** What a client needs to connect as a role. */
export interface RoleLogin {
  user: string;
  password: string;
}

/**
 * Gives a role that the migrations made a password, so that its URL works. Processes that share a server set the same one,
 * since it is derived from the superuser's; nobody can compute the superuser's from it.
 *
 * @throws UsageError `ROLE_CANNOT_LOG_IN` if the migrations leave no such role, or one without LOGIN
 */
export async function giveLogin(target: ConnectionTarget, superuserPassword: string, role: string): Promise<RoleLogin> {
  const password = contentHash([superuserPassword, role]);
  await withConnection(target, async (client) => {
    const { rows } = await client.query<{ login: boolean; expired: boolean }>(
      `SELECT rolcanlogin AS login, coalesce(rolvaliduntil < now(), false) AS expired
         FROM pg_catalog.pg_roles WHERE rolname = $1`,
      [role],
    );
    const [found] = rows;
    if (found === undefined || !found.login || found.expired) {
      const why =
        found === undefined ? 'they leave no such role' : found.login ? 'its VALID UNTIL has passed' : 'it has NOLOGIN';
      throw new UsageError(`no login as "${role}" after the migrations: ${why}`, {
        code: 'ROLE_CANNOT_LOG_IN',
        hint: 'Leave out the user to connect as the superuser, or choose a role that can log in.',
      });
    }
    // Two sessions that change a role at the same time fail with "tuple concurrently updated". Both statements are one transaction.
    await client.query(
      `SELECT pg_advisory_xact_lock(${LOGINS}, 0);
       ALTER ROLE ${quoteIdentifier(role)} PASSWORD ${quoteLiteral(password)}`,
    );
  });
  return { user: role, password };
}

/** A URL with another login. */
export function urlAs(url: string, { user, password }: RoleLogin): string {
  const parsed = new URL(url);
  parsed.username = encodeURIComponent(user);
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}
