import type { StatementResult } from '../snapshot/batch.ts';

/** OIDs of changed objects that the definitions of other objects can mention. */
export interface ChangedObjects {
  /** Relations that were renamed, or with a column that was renamed, dropped or got another type. */
  renamedRelations: ReadonlySet<string>;
  /** Relations that got a column. */
  widenedRelations: ReadonlySet<string>;
  renamedTypes: ReadonlySet<string>;
  renamedRoutines: ReadonlySet<string>;
  renamedConstraints: ReadonlySet<string>;
}

/** What must be read again because it mentions a changed object. */
export interface Dependents {
  relations: string[];
  types: string[];
  routines: string[];
  /** System catalogs to read again completely. */
  catalogs: string[];
}

export const DEPENDENTS_PARAMETERS = 'oid[], oid[], oid[], oid[], oid[]';

/** The arguments of DEPENDENTS. */
export function dependentsArguments(changed: ChangedObjects): string[] {
  const { renamedRelations, widenedRelations, renamedTypes, renamedRoutines, renamedConstraints } = changed;
  return [renamedRelations, widenedRelations, renamedTypes, renamedRoutines, renamedConstraints].map(
    (oids) => `{${[...oids].join(',')}}`,
  );
}

/**
 * Everything that depends on the changed objects, as rows of kind and OID. Every object depends on those that its
 * definition mentions, except roles, schemas and tablespaces. The text of a query can depend on all columns of its tables,
 * so a new column counts as well.
 *
 * The text of a value depends on its type, which may be an array, domain or row of another type; hence the recursion.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export const DEPENDENTS = `WITH RECURSIVE types (oid) AS (
    SELECT unnest($3) UNION SELECT reltype FROM pg_class WHERE oid = ANY ($1 || $2) AND reltype <> 0
    UNION SELECT CASE d.classid WHEN 'pg_type'::regclass THEN d.objid
        ELSE (SELECT reltype FROM pg_class WHERE oid = d.objid AND reltype <> 0) END
      FROM types JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid = types.oid
      WHERE d.classid IN ('pg_type'::regclass, 'pg_class'::regclass)),
  hits (classid, objid) AS (
    SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_class'::regclass AND refobjid = ANY ($1)
    UNION SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_class'::regclass AND refobjid = ANY ($2)
      AND classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_proc'::regclass)
    UNION SELECT classid, objid FROM types JOIN pg_depend ON refclassid = 'pg_type'::regclass AND refobjid = types.oid
    UNION SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_proc'::regclass AND refobjid = ANY ($4)
    UNION SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_constraint'::regclass AND refobjid = ANY ($5))
  SELECT 'relation', CASE WHEN c.relkind IN ('i', 'I') THEN i.indrelid ELSE c.oid END
    FROM hits JOIN pg_class c ON c.oid = objid LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE classid = 'pg_class'::regclass
  UNION SELECT 'relation', ev_class FROM hits JOIN pg_rewrite o ON o.oid = objid WHERE classid = 'pg_rewrite'::regclass
  UNION SELECT 'relation', adrelid FROM hits JOIN pg_attrdef o ON o.oid = objid WHERE classid = 'pg_attrdef'::regclass
  UNION SELECT 'relation', tgrelid FROM hits JOIN pg_trigger o ON o.oid = objid WHERE classid = 'pg_trigger'::regclass
  UNION SELECT 'relation', polrelid FROM hits JOIN pg_policy o ON o.oid = objid WHERE classid = 'pg_policy'::regclass
  UNION SELECT 'relation', stxrelid FROM hits JOIN pg_statistic_ext o ON o.oid = objid
    WHERE classid = 'pg_statistic_ext'::regclass
  UNION SELECT CASE WHEN conrelid <> 0 THEN 'relation' ELSE 'type' END, CASE WHEN conrelid <> 0 THEN conrelid ELSE contypid END
    FROM hits JOIN pg_constraint o ON o.oid = objid WHERE classid = 'pg_constraint'::regclass
  UNION SELECT 'type', objid FROM hits WHERE classid = 'pg_type'::regclass
  UNION SELECT 'relation', typrelid FROM hits JOIN pg_type t ON t.oid = objid
    WHERE classid = 'pg_type'::regclass AND typrelid <> 0
  UNION SELECT 'routine', objid FROM hits WHERE classid = 'pg_proc'::regclass
  UNION SELECT classid::regclass::text, NULL FROM hits WHERE classid NOT IN ('pg_class'::regclass, 'pg_rewrite'::regclass,
    'pg_attrdef'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_statistic_ext'::regclass,
    'pg_constraint'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)`;

/** Interprets the result of DEPENDENTS. */
export function readDependents({ rows }: StatementResult): Dependents {
  const of = (kind: string): string[] => rows.flatMap(([what, oid]) => (what === kind ? [`${oid}`] : []));
  return {
    relations: of('relation'),
    types: of('type'),
    routines: of('routine'),
    catalogs: rows.flatMap(([what, oid]) => (oid === null ? [`${what}`] : [])),
  };
}
