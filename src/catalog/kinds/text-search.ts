import { nameOf, owner, qualified, userMadeKind, type KindQuery } from './kind-query.ts';

const PARSER_FUNCTIONS = ['start', 'token', 'end', 'headline', 'lextype'];

export const textSearchKinds: readonly KindQuery[] = [
  // https://www.postgresql.org/docs/current/catalog-pg-ts-parser.html
  userMadeKind('text search parser', 'pg_ts_parser', {
    name: qualified('prsnamespace', 'prsname'),
    schema: 'prsnamespace',
    properties: PARSER_FUNCTIONS.map((role) => `${nameOf(`prs${role}`, 'regprocedure')} AS "${role}"`).join(', '),
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-ts-template.html
  userMadeKind('text search template', 'pg_ts_template', {
    name: qualified('tmplnamespace', 'tmplname'),
    schema: 'tmplnamespace',
    properties: `${nameOf('tmplinit', 'regprocedure')} AS init, ${nameOf('tmpllexize', 'regprocedure')} AS lexize`,
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-ts-dict.html
  userMadeKind('text search dictionary', 'pg_ts_dict', {
    name: qualified('dictnamespace', 'dictname'),
    schema: 'dictnamespace',
    properties: `${owner('dictowner')}, dictinitoption AS options,
      (SELECT ${qualified('tmplnamespace', 'tmplname')} FROM pg_ts_template WHERE oid = dicttemplate) AS template`,
  }),
  // With the dictionaries of each token, in order: https://www.postgresql.org/docs/current/catalog-pg-ts-config.html
  userMadeKind('text search configuration', 'pg_ts_config', {
    name: qualified('cfgnamespace', 'cfgname'),
    schema: 'cfgnamespace',
    properties: `${owner('cfgowner')},
      (SELECT ${qualified('prsnamespace', 'prsname')} FROM pg_ts_parser WHERE oid = cfgparser) AS parser,
      (SELECT string_agg(quote_ident(alias) || '=' || mapdict::regdictionary, ', ' ORDER BY maptokentype, mapseqno)
        FROM pg_ts_config_map JOIN ts_token_type(o.cfgparser) ON tokid = maptokentype WHERE mapcfg = o.oid) AS mappings`,
  }),
];
