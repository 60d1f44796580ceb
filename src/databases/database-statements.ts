import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

/** Statements about whole databases. Sent together, separated by semicolons, they are one transaction. */

export function renameDatabase(from: string, to: string): string {
  return `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}`;
}

/** An empty comment removes the present one. */
export function commentOnDatabase(name: string, comment: string): string {
  return `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${comment === '' ? 'NULL' : quoteLiteral(comment)}`;
}

/** Lets sessions connect, or none: not even those of superusers. */
export function allowConnections(name: string, allow: boolean): string {
  return `ALTER DATABASE ${quoteIdentifier(name)} ALLOW_CONNECTIONS ${allow}`;
}

/** Makes a template that no session can connect to, or opens it again. */
export function sealDatabase(name: string, sealed = true): string {
  return `ALTER DATABASE ${quoteIdentifier(name)} ALLOW_CONNECTIONS ${!sealed} IS_TEMPLATE ${sealed}`;
}
