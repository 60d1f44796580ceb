import { owner, qualified, userMadeKind, type KindQuery } from './kind-query.ts';

export const localeKinds: readonly KindQuery[] = [
  // https://www.postgresql.org/docs/current/catalog-pg-collation.html
  userMadeKind('collation', 'pg_collation', {
    name: qualified('collnamespace', 'collname'),
    schema: 'collnamespace',
    properties: ({ version }) => `
      ${owner('collowner')}, collprovider AS provider, collisdeterministic AS deterministic, collencoding AS encoding,
      collcollate AS collate, collctype AS ctype, collversion AS version,
      ${version >= 170000 ? 'colllocale' : 'colliculocale'} AS locale
      ${version >= 160000 ? ', collicurules AS rules' : ''}`,
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-conversion.html
  userMadeKind('conversion', 'pg_conversion', {
    name: qualified('connamespace', 'conname'),
    schema: 'connamespace',
    properties: `
      ${owner('conowner')}, pg_encoding_to_char(conforencoding) AS source, pg_encoding_to_char(contoencoding) AS target,
      conproc::regprocedure AS function, condefault AS "default"`,
  }),
];
