import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import type { SnapshotContext } from './snapshot-context.ts';

/** Has a new database belong to whom the site's belongs, and take as many connections. */
export async function ownerClause({ maker, database }: SnapshotContext): Promise<string> {
  const { rows } = await maker.query<{ owner: string; limit: number }>(
    `SELECT pg_get_userbyid(datdba) AS owner, datconnlimit AS "limit" FROM pg_database WHERE oid = $1`,
    [database.oid],
  );
  return `OWNER ${quoteIdentifier(rows[0]?.owner ?? '')} CONNECTION LIMIT ${rows[0]?.limit ?? -1}`;
}

/** Has an empty database sort and encode text as the site's does. */
export async function localeClauses({ maker, database }: SnapshotContext): Promise<string> {
  // The column of the locale's name has another name in each of 15 (daticulocale) and 17 (datlocale).
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

/** https://www.postgresql.org/docs/current/catalog-pg-database.html; libc has no name but LC_COLLATE and LC_CTYPE. */
const PROVIDERS: Readonly<Record<string, { name: string; clause: string }>> = {
  i: { name: 'icu', clause: 'ICU_LOCALE' },
  b: { name: 'builtin', clause: 'BUILTIN_LOCALE' },
};
