import {
  FIRST_USER_OID,
  extension,
  identity,
  list,
  nameOf,
  owner,
  privileges,
  userMadeIn,
  type KindQuery,
} from './kind-query.ts';

/**
 * Functions and procedures, with their bodies.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-proc.html
 */
const routines: KindQuery = {
  catalog: 'pg_proc',
  present: `EXISTS (SELECT FROM pg_proc WHERE oid >= ${FIRST_USER_OID})`,
  scopes: ['routines'],
  sql: (_, within) => `
    SELECT ${identity({
      catalog: 'pg_proc',
      oid: 'p.oid',
      kind: `CASE WHEN p.prokind = 'p' THEN 'procedure' ELSE 'function' END`,
      name: 'p.oid::regprocedure',
    })},
      ${owner('p.proowner')}, ${privileges('p.proacl', 'f', 'p.proowner')}, ${extension('pg_proc', 'p.oid')},
      pg_get_function_arguments(p.oid) AS arguments,
      pg_get_function_result(p.oid) AS returns,
      (SELECT lanname FROM pg_language WHERE oid = p.prolang) AS language,
      nullif(p.prosrc, '') AS body, p.probin AS "object file", pg_get_function_sqlbody(p.oid) AS "sql body",
      CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
      CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel,
      nullif(p.proisstrict, false) AS strict, nullif(p.prosecdef, false) AS "security definer",
      nullif(p.proleakproof, false) AS leakproof, nullif(p.prokind = 'w', false) AS "window",
      p.procost AS cost, nullif(p.prorows, 0) AS rows,
      CASE WHEN p.prosupport <> 0 THEN p.prosupport END AS support,
      (SELECT string_agg(format_type(x, NULL), ', ') FROM unnest(p.protrftypes) x) AS transforms,
      ${list('p.proconfig', 'settings')}
    FROM pg_proc p
    WHERE p.prokind <> 'a' AND ${userMadeIn('p.pronamespace', 'p.oid')}
      AND ${within.routine('p.oid')}`,
};

/**
 * Aggregates. Their definition is the functions that they call.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-aggregate.html
 */
const aggregates: KindQuery = {
  catalog: 'pg_aggregate',
  present: `EXISTS (SELECT FROM pg_proc WHERE oid >= ${FIRST_USER_OID} AND prokind = 'a')`,
  scopes: ['routines'],
  sql: (_, within) => `
    SELECT ${identity({ catalog: 'pg_proc', oid: 'p.oid', kind: "'aggregate'", name: 'p.oid::regprocedure' })},
      ${owner('p.proowner')}, ${privileges('p.proacl', 'f', 'p.proowner')}, ${extension('pg_proc', 'p.oid')},
      pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS returns,
      p.proparallel AS parallel, a.aggkind AS variety, a.aggnumdirectargs AS "direct arguments",
      a.aggtransfn::regprocedure AS transition, a.aggtranstype::regtype AS state, a.agginitval AS initial,
      nullif(a.aggtransspace, 0) AS "state space",
      ${['final', 'combine', 'serial', 'deserial', 'mtrans', 'minvtrans', 'mfinal']
        .map((role) => `${nameOf(`a.agg${role}fn`, 'regprocedure')} AS "${role} function"`)
        .join(', ')},
      a.aggfinalextra AS "final extra", a.aggfinalmodify AS "final modifies",
      a.aggmfinalextra AS "moving final extra", a.aggmfinalmodify AS "moving final modifies",
      ${nameOf('a.aggmtranstype', 'regtype')} AS "moving state",
      nullif(a.aggmtransspace, 0) AS "moving state space", a.aggminitval AS "moving initial",
      ${nameOf('a.aggsortop', 'regoperator')} AS "sort operator"
    FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid
    WHERE ${userMadeIn('p.pronamespace', 'p.oid')} AND ${within.routine('p.oid')}`,
};

export const routineKinds: readonly KindQuery[] = [routines, aggregates];
