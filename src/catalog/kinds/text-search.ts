import { anyUserMade, identity, owner, qualified, userMadeIn, type KindQuery } from './kind-query.ts';

function functionOrNull(oid: string): string {
  return `CASE WHEN ${oid} <> 0 THEN ${oid}::regprocedure END`;
}

/** Text search parsers: https://www.postgresql.org/docs/current/catalog-pg-ts-parser.html */
export const textSearchParsers: KindQuery = {
  catalog: 'pg_ts_parser',
  present: anyUserMade('pg_ts_parser'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_ts_parser',
      oid: 'p.oid',
      kind: "'text search parser'",
      name: qualified('prsnamespace', 'prsname'),
    })},
      ${['start', 'token', 'end', 'headline', 'lextype'].map((role) => `${functionOrNull(`prs${role}`)} AS "${role}"`).join(', ')}
    FROM pg_ts_parser p
    WHERE ${userMadeIn('p.prsnamespace', 'pg_ts_parser', 'p.oid')}`,
};

/** Text search templates: https://www.postgresql.org/docs/current/catalog-pg-ts-template.html */
export const textSearchTemplates: KindQuery = {
  catalog: 'pg_ts_template',
  present: anyUserMade('pg_ts_template'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_ts_template',
      oid: 't.oid',
      kind: "'text search template'",
      name: qualified('tmplnamespace', 'tmplname'),
    })},
      ${functionOrNull('tmplinit')} AS init, ${functionOrNull('tmpllexize')} AS lexize
    FROM pg_ts_template t
    WHERE ${userMadeIn('t.tmplnamespace', 'pg_ts_template', 't.oid')}`,
};

/** Text search dictionaries: https://www.postgresql.org/docs/current/catalog-pg-ts-dict.html */
export const textSearchDictionaries: KindQuery = {
  catalog: 'pg_ts_dict',
  present: anyUserMade('pg_ts_dict'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_ts_dict',
      oid: 'd.oid',
      kind: "'text search dictionary'",
      name: qualified('dictnamespace', 'dictname'),
    })},
      ${owner('dictowner')}, dictinitoption AS options,
      (SELECT ${qualified('tmplnamespace', 'tmplname')} FROM pg_ts_template WHERE oid = dicttemplate) AS template
    FROM pg_ts_dict d
    WHERE ${userMadeIn('d.dictnamespace', 'pg_ts_dict', 'd.oid')}`,
};

/** Text search configurations, with the dictionaries that each token goes through in turn. */
export const textSearchConfigurations: KindQuery = {
  catalog: 'pg_ts_config',
  present: anyUserMade('pg_ts_config'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_ts_config',
      oid: 'c.oid',
      kind: "'text search configuration'",
      name: qualified('cfgnamespace', 'cfgname'),
    })},
      ${owner('cfgowner')},
      (SELECT ${qualified('prsnamespace', 'prsname')} FROM pg_ts_parser WHERE oid = cfgparser) AS parser,
      (SELECT string_agg(maptokentype || '=' || mapdict::regdictionary, ', ' ORDER BY maptokentype, mapseqno)
        FROM pg_ts_config_map WHERE mapcfg = c.oid) AS mappings
    FROM pg_ts_config c
    WHERE ${userMadeIn('c.cfgnamespace', 'pg_ts_config', 'c.oid')}`,
};
