import { FIRST_USER_OID, anyUserMade, identity, list, owner, userMadeKind, type KindQuery } from './kind-query.ts';

/** https://www.postgresql.org/docs/current/catalog-pg-trigger.html: when a trigger fires, by session_replication_role. */
function firing(enabled: string): string {
  return `CASE ${enabled} WHEN 'O' THEN NULL WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
    ELSE ${enabled}::text END AS enabled`;
}

/** Triggers of tables and views. */
const triggers: KindQuery = {
  catalog: 'pg_trigger',
  present: `EXISTS (SELECT FROM pg_trigger WHERE NOT tgisinternal AND oid >= ${FIRST_USER_OID})`,
  belongs: 'inside',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_trigger',
      oid: 't.oid',
      parent: ["'pg_class'", 't.tgrelid'],
      kind: "'trigger'",
      name: 'quote_ident(t.tgname)',
    })},
      pg_get_triggerdef(t.oid) AS definition, ${firing('t.tgenabled')},
      nullif(t.tgparentid <> 0, false) AS "of a partition"
    FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.oid >= ${FIRST_USER_OID} AND ${within.relation('t.tgrelid')}`,
};

/** Triggers that enforce constraints, if a user changed when they fire. */
const internalTriggers: KindQuery = {
  catalog: 'pg_trigger',
  present: `EXISTS (SELECT FROM pg_trigger WHERE tgisinternal AND tgenabled <> 'O' AND oid >= ${FIRST_USER_OID})`,
  belongs: 'inside',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_trigger',
      oid: 't.oid',
      parent: ["'pg_class'", 't.tgrelid'],
      kind: "'internal trigger'",
      name: `coalesce(quote_ident(k.conname), quote_ident(t.tgname)) || '.' || quote_ident(f.proname)`,
    })},
      ${firing('t.tgenabled')}
    FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
    WHERE t.tgisinternal AND t.tgenabled <> 'O' AND t.oid >= ${FIRST_USER_OID} AND ${within.relation('t.tgrelid')}`,
};

/** https://www.postgresql.org/docs/current/catalog-pg-event-trigger.html */
const eventTriggers = userMadeKind('event trigger', 'pg_event_trigger', {
  name: 'quote_ident(evtname)',
  properties: `${owner('evtowner')}, evtevent AS event, evtfoid::regprocedure AS function, ${firing('evtenabled')},
    ${list('evttags', 'tags')}`,
});

/** Rewrite rules, except the query of a view: https://www.postgresql.org/docs/current/catalog-pg-rewrite.html */
const rules: KindQuery = {
  catalog: 'pg_rewrite',
  present: `EXISTS (SELECT FROM pg_rewrite WHERE oid >= ${FIRST_USER_OID} AND rulename <> '_RETURN')`,
  belongs: 'inside',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_rewrite',
      oid: 'r.oid',
      parent: ["'pg_class'", 'r.ev_class'],
      kind: "'rule'",
      name: 'quote_ident(r.rulename)',
    })},
      pg_get_ruledef(r.oid) AS definition, ${firing('r.ev_enabled')}
    FROM pg_rewrite r
    WHERE r.oid >= ${FIRST_USER_OID} AND r.rulename <> '_RETURN'
      AND ${within.relation('r.ev_class')}`,
};

/** Row-level security policies: https://www.postgresql.org/docs/current/catalog-pg-policy.html */
const policies: KindQuery = {
  catalog: 'pg_policy',
  present: anyUserMade('pg_policy'),
  belongs: 'inside',
  scopes: ['relations'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_policy',
      oid: 'p.oid',
      parent: ["'pg_class'", 'p.polrelid'],
      kind: "'policy'",
      name: 'quote_ident(p.polname)',
    })},
      p.polpermissive AS permissive,
      CASE p.polcmd WHEN '*' THEN 'all' WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
        WHEN 'd' THEN 'delete' ELSE p.polcmd::text END AS command,
      (SELECT string_agg(CASE WHEN x = 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(x)) END, E'\\x1f')
        FROM unnest(p.polroles) x) AS "roles[]",
      pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS "with check"
    FROM pg_policy p
    WHERE ${within.relation('p.polrelid')}`,
};

export const triggerKinds: readonly KindQuery[] = [triggers, internalTriggers, eventTriggers, rules, policies];
