import { anyUserMade, identity, owner, privileges, userMade, type KindQuery } from './kind-query.ts';

function functionOrNull(oid: string): string {
  return `CASE WHEN ${oid} <> 0 THEN ${oid}::regprocedure END`;
}

/** Procedural languages: https://www.postgresql.org/docs/current/catalog-pg-language.html */
export const languages: KindQuery = {
  catalog: 'pg_language',
  present: anyUserMade('pg_language'),
  sql: () => `
    SELECT ${identity({ catalog: 'pg_language', oid: 'l.oid', kind: "'language'", name: 'quote_ident(lanname)' })},
      ${owner('lanowner')}, ${privileges('lanacl', 'l', 'lanowner')}, lanpltrusted AS trusted,
      ${functionOrNull('lanplcallfoid')} AS handler, ${functionOrNull('laninline')} AS inline,
      ${functionOrNull('lanvalidator')} AS validator
    FROM pg_language l
    WHERE ${userMade('pg_language', 'l.oid')}`,
};

/** Transforms between a type and a language: https://www.postgresql.org/docs/current/catalog-pg-transform.html */
export const transforms: KindQuery = {
  catalog: 'pg_transform',
  present: anyUserMade('pg_transform'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_transform',
      oid: 't.oid',
      kind: "'transform'",
      name: `'for ' || format_type(trftype, NULL) || ' language ' || quote_ident(lanname)`,
    })},
      ${functionOrNull('trffromsql')} AS "from sql", ${functionOrNull('trftosql')} AS "to sql"
    FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
    WHERE ${userMade('pg_transform', 't.oid')}`,
};

/** Access methods of tables and indexes: https://www.postgresql.org/docs/current/catalog-pg-am.html */
export const accessMethods: KindQuery = {
  catalog: 'pg_am',
  present: anyUserMade('pg_am'),
  sql: () => `
    SELECT ${identity({ catalog: 'pg_am', oid: 'm.oid', kind: "'access method'", name: 'quote_ident(amname)' })},
      amhandler::regproc AS handler, amtype AS variety
    FROM pg_am m
    WHERE ${userMade('pg_am', 'm.oid')}`,
};
