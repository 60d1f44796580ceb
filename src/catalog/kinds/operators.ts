import {
  FIRST_USER_OID,
  anyUserMade,
  extension,
  identity,
  nameOf,
  owner,
  qualified,
  userMadeKind,
  type KindQuery,
} from './kind-query.ts';

/** Operator families with their operators and functions; PostgreSQL's own families only if a user added something. */
const operatorFamilies: KindQuery = {
  catalog: 'pg_opfamily',
  present: `${anyUserMade('pg_opfamily')} OR ${anyUserMade('pg_amop')} OR ${anyUserMade('pg_amproc')}`,
  sql: () => `
    SELECT ${identity({
      catalog: 'pg_opfamily',
      oid: 'f.oid',
      kind: "'operator family'",
      name: `${qualified('f.opfnamespace', 'f.opfname')} || ' USING ' || quote_ident(m.amname)`,
    })},
      ${owner('f.opfowner')}, ${extension('pg_opfamily', 'f.oid')},
      (SELECT string_agg(amopstrategy || ' ' || amopopr::regoperator || CASE WHEN amoppurpose = 'o' THEN ' order by '
          || (SELECT ${qualified('s.opfnamespace', 's.opfname')} FROM pg_opfamily s WHERE s.oid = amopsortfamily) ELSE '' END,
          E'\\x1f') FROM pg_amop WHERE amopfamily = f.oid AND oid >= ${FIRST_USER_OID}) AS "operators[]",
      (SELECT string_agg(amprocnum || ' (' || amproclefttype::regtype || ', ' || amprocrighttype::regtype || ') '
          || amproc::regprocedure, E'\\x1f') FROM pg_amproc WHERE amprocfamily = f.oid AND oid >= ${FIRST_USER_OID}) AS "functions[]"
    FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod
    WHERE f.oid >= ${FIRST_USER_OID}
        OR EXISTS (SELECT FROM pg_amop m WHERE m.amopfamily = f.oid AND m.oid >= ${FIRST_USER_OID})
        OR EXISTS (SELECT FROM pg_amproc m WHERE m.amprocfamily = f.oid AND m.oid >= ${FIRST_USER_OID})`,
};

export const operatorKinds: readonly KindQuery[] = [
  // https://www.postgresql.org/docs/current/catalog-pg-operator.html
  userMadeKind('operator', 'pg_operator', {
    name: 'o.oid::regoperator',
    schema: 'oprnamespace',
    properties: `${owner('oprowner')}, oprkind AS variety, oprresult::regtype AS result,
      ${nameOf('oprcode', 'regprocedure')} AS function, ${nameOf('oprcom', 'regoperator')} AS commutator,
      ${nameOf('oprnegate', 'regoperator')} AS negator, ${nameOf('oprrest', 'regprocedure')} AS restrict,
      ${nameOf('oprjoin', 'regprocedure')} AS join,
      nullif(oprcanmerge, false) AS merges, nullif(oprcanhash, false) AS hashes`,
  }),
  // https://www.postgresql.org/docs/current/catalog-pg-opclass.html
  userMadeKind('operator class', 'pg_opclass', {
    name: `${qualified('o.opcnamespace', 'o.opcname')} || ' USING ' || quote_ident(m.amname)`,
    schema: 'opcnamespace',
    properties: `${owner('o.opcowner')}, o.opcintype::regtype AS type, nullif(o.opcdefault, false) AS "default",
      ${nameOf('o.opckeytype', 'regtype')} AS "key type", ${qualified('f.opfnamespace', 'f.opfname')} AS family`,
    join: 'JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily',
  }),
  operatorFamilies,
  // https://www.postgresql.org/docs/current/catalog-pg-cast.html
  userMadeKind('cast', 'pg_cast', {
    name: `format_type(castsource, NULL) || ' AS ' || format_type(casttarget, NULL)`,
    properties: `CASE castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'inout' ELSE 'binary' END AS method,
      CASE castcontext WHEN 'e' THEN 'explicit' WHEN 'a' THEN 'assignment' ELSE 'implicit' END AS context,
      ${nameOf('castfunc', 'regprocedure')} AS function`,
  }),
];
