import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import type { SnapshotContext } from './snapshot-context.ts';

/** The clauses that give a new database the owner and the connection limit of the context's database. */
export async function ownerClause({ maker, database }: SnapshotContext): Promise<string> {
  const { rows } = await maker.query<{ owner: string; limit: number }>(
    `SELECT pg_get_userbyid(datdba) AS owner, datconnlimit AS "limit" FROM pg_database WHERE oid = $1`,
    [database.oid],
  );
  return `OWNER ${quoteIdentifier(rows[0]?.owner ?? '')} CONNECTION LIMIT ${rows[0]?.limit ?? -1}`;
}

/** The clauses that give an empty database the encoding and collation of the context's database. */
export async function localeClauses({ maker, database }: SnapshotContext): Promise<string> {
  // The column with the locale is daticulocale in 15 and datlocale in 17.
  const { rows } = await maker.query<{
    encoding: string;
    collate: string;
    ctype: string;
    provider: string;
    locale: string | null;
  }>(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate, datctype AS ctype,
            datlocprovider AS provider,
            coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
       FROM pg_database d WHERE oid = $1`,
    [database.oid],
  );
  const [
    { encoding, collate, ctype, provider, locale } = {
      encoding: 'UTF8',
      collate: 'C',
      ctype: 'C',
      provider: 'c',
      locale: null,
    },
  ] = rows;
  const provided = PROVIDERS[provider];
  return [
    `ENCODING ${quoteLiteral(encoding)} LC_COLLATE ${quoteLiteral(collate)} LC_CTYPE ${quoteLiteral(ctype)}`,
    ...(provided === undefined || locale === null
      ? []
      : [`LOCALE_PROVIDER ${provided.name} ${provided.clause} ${quoteLiteral(locale)}`]),
  ].join(' ');
}

/** https://www.postgresql.org/docs/current/catalog-pg-database.html; libc needs only LC_COLLATE and LC_CTYPE. */
const PROVIDERS: Readonly<Record<string, { name: string; clause: string }>> = {
  i: { name: 'icu', clause: 'ICU_LOCALE' },
  b: { name: 'builtin', clause: 'BUILTIN_LOCALE' },
};
