import {
  FIRST_USER_OID,
  anyUserMade,
  identity,
  notMember,
  owner,
  qualified,
  userMade,
  userMadeIn,
  type KindQuery,
} from './kind-query.ts';

/** Operators: https://www.postgresql.org/docs/current/catalog-pg-operator.html */
export const operators: KindQuery = {
  catalog: 'pg_operator',
  present: anyUserMade('pg_operator'),
  sql: () => `
    SELECT ${identity({ catalog: 'pg_operator', oid: 'o.oid', kind: "'operator'", name: 'o.oid::regoperator' })},
      ${owner('oprowner')}, oprkind AS variety, oprresult::regtype AS result,
      CASE WHEN oprcode <> 0 THEN oprcode::regprocedure END AS function,
      CASE WHEN oprcom <> 0 THEN oprcom::regoperator END AS commutator,
      CASE WHEN oprnegate <> 0 THEN oprnegate::regoperator END AS negator,
      CASE WHEN oprrest <> 0 THEN oprrest::regprocedure END AS restrict,
      CASE WHEN oprjoin <> 0 THEN oprjoin::regprocedure END AS join,
      nullif(oprcanmerge, false) AS merges, nullif(oprcanhash, false) AS hashes
    FROM pg_operator o
    WHERE ${userMadeIn('o.oprnamespace', 'pg_operator', 'o.oid')}`,
};

/** Operator classes: https://www.postgresql.org/docs/current/catalog-pg-opclass.html */
export const operatorClasses: KindQuery = {
  catalog: 'pg_opclass',
  present: anyUserMade('pg_opclass'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_opclass',
      oid: 'o.oid',
      kind: "'operator class'",
      name: `${qualified('o.opcnamespace', 'o.opcname')} || ' USING ' || quote_ident(m.amname)`,
    })},
      ${owner('o.opcowner')}, o.opcintype::regtype AS type, nullif(o.opcdefault, false) AS "default",
      CASE WHEN o.opckeytype <> 0 THEN o.opckeytype::regtype END AS "key type",
      ${qualified('f.opfnamespace', 'f.opfname')} AS family
    FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily
    WHERE ${userMadeIn('o.opcnamespace', 'pg_opclass', 'o.oid')}`,
};

/** Operator families with the operators and functions in them; one of PostgreSQL's own only if something was added. */
export const operatorFamilies: KindQuery = {
  catalog: 'pg_opfamily',
  present: `${anyUserMade('pg_opfamily')} OR ${anyUserMade('pg_amop')} OR ${anyUserMade('pg_amproc')}`,
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_opfamily',
      oid: 'f.oid',
      kind: "'operator family'",
      name: `${qualified('f.opfnamespace', 'f.opfname')} || ' USING ' || quote_ident(m.amname)`,
    })},
      ${owner('f.opfowner')},
      (SELECT string_agg(amopstrategy || ' ' || amopopr::regoperator || CASE WHEN amoppurpose = 'o' THEN ' order by '
          || (SELECT ${qualified('s.opfnamespace', 's.opfname')} FROM pg_opfamily s WHERE s.oid = amopsortfamily) ELSE '' END,
          E'\\x1f') FROM pg_amop WHERE amopfamily = f.oid AND oid >= ${FIRST_USER_OID}) AS "operators[]",
      (SELECT string_agg(amprocnum || ' (' || amproclefttype::regtype || ', ' || amprocrighttype::regtype || ') '
          || amproc::regprocedure, E'\\x1f') FROM pg_amproc WHERE amprocfamily = f.oid AND oid >= ${FIRST_USER_OID}) AS "functions[]"
    FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod
    WHERE ${notMember('pg_opfamily', 'f.oid')} AND (f.oid >= ${FIRST_USER_OID}
        OR EXISTS (SELECT FROM pg_amop m WHERE m.amopfamily = f.oid AND ${userMade('pg_amop', 'm.oid')})
        OR EXISTS (SELECT FROM pg_amproc m WHERE m.amprocfamily = f.oid AND ${userMade('pg_amproc', 'm.oid')}))`,
};

/** Casts, which have no owner: https://www.postgresql.org/docs/current/catalog-pg-cast.html */
export const casts: KindQuery = {
  catalog: 'pg_cast',
  present: anyUserMade('pg_cast'),
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_cast',
      oid: 'c.oid',
      kind: "'cast'",
      name: `format_type(castsource, NULL) || ' AS ' || format_type(casttarget, NULL)`,
    })},
      CASE castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'inout' ELSE 'binary' END AS method,
      CASE castcontext WHEN 'e' THEN 'explicit' WHEN 'a' THEN 'assignment' ELSE 'implicit' END AS context,
      CASE WHEN castfunc <> 0 THEN castfunc::regprocedure END AS function
    FROM pg_cast c
    WHERE ${userMade('pg_cast', 'c.oid')}`,
};
