import { anyUserMade, identity, owner, qualified, userMadeIn, type KindQuery } from './kind-query.ts';

/** The column that names the locale of an ICU or built-in collation: https://www.postgresql.org/docs/current/catalog-pg-collation.html */
function localeColumn(version: number): string {
  return version >= 170000 ? 'colllocale' : 'colliculocale';
}

/** Collations. */
export const collations: KindQuery = {
  catalog: 'pg_collation',
  present: anyUserMade('pg_collation'),
  sql: ({ version }) => `
    SELECT ${identity({
      catalog: 'pg_collation',
      oid: 'c.oid',
      kind: "'collation'",
      name: qualified('collnamespace', 'collname'),
    })},
      ${owner('collowner')}, collprovider AS provider, collisdeterministic AS deterministic, collencoding AS encoding,
      collcollate AS collate, collctype AS ctype, ${localeColumn(version)} AS locale, collversion AS version
      ${version >= 160000 ? ', collicurules AS rules' : ''}
    FROM pg_collation c
    WHERE ${userMadeIn('c.collnamespace', 'pg_collation', 'c.oid')}`,
};

/** Conversions between encodings: https://www.postgresql.org/docs/current/catalog-pg-conversion.html */
export const conversions: KindQuery = {
  catalog: 'pg_conversion',
  present: anyUserMade('pg_conversion'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_conversion',
      oid: 'c.oid',
      kind: "'conversion'",
      name: qualified('connamespace', 'conname'),
    })},
      ${owner('conowner')}, pg_encoding_to_char(conforencoding) AS source, pg_encoding_to_char(contoencoding) AS target,
      conproc::regprocedure AS function, condefault AS "default"
    FROM pg_conversion c
    WHERE ${userMadeIn('c.connamespace', 'pg_conversion', 'c.oid')}`,
};
