import { nameOf, owner, privileges, userMadeKind, type KindQuery } from './kind-query.ts';

export const languageKinds: readonly KindQuery[] = [
  // https://www.postgresql.org/docs/current/catalog-pg-language.html
  userMadeKind('language', 'pg_language', {
    name: 'quote_ident(lanname)',
    properties: `${owner('lanowner')}, ${privileges('lanacl', 'l', 'lanowner')}, lanpltrusted AS trusted,
      ${nameOf('lanplcallfoid', 'regprocedure')} AS handler, ${nameOf('laninline', 'regprocedure')} AS inline,
      ${nameOf('lanvalidator', 'regprocedure')} AS validator`,
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-transform.html
  userMadeKind('transform', 'pg_transform', {
    name: `'for ' || format_type(trftype, NULL) || ' language ' || quote_ident(lanname)`,
    properties: `${nameOf('trffromsql', 'regprocedure')} AS "from sql", ${nameOf('trftosql', 'regprocedure')} AS "to sql"`,
    join: 'JOIN pg_language l ON l.oid = o.trflang',
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-am.html
  userMadeKind('access method', 'pg_am', {
    name: 'quote_ident(amname)',
    properties: 'amhandler::regproc AS handler, amtype AS variety',
  }),
];
