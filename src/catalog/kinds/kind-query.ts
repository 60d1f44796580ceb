/** What a query depends on: the server and the rights of the session. */
export interface ServerFacts {
  /** `server_version_num`: 150000 for 15, 180004 for 18.4. */
  version: number;
  /** Only a superuser can read everything, such as the options of user mappings. */
  superuser: boolean;
  /** Whether to read the contents of tables and large objects. */
  contents: boolean;
  /** Whether to describe objects that all databases of the cluster share, such as roles. */
  clusterWide: boolean;
}

/** What a query can be limited to; a column or constraint is limited by its owner. */
export type Scope = 'relations' | 'types' | 'routines';

/**
 * How the objects of one system catalog are described.
 *
 * The query's first columns are those of `identity`. Every further column is a property of the object. NULL omits the
 * property, `name[]` is an unordered list made by `list`, and a jsonb object becomes one property per key.
 */
export interface KindQuery {
  /** The system catalog that has a row for each object. */
  catalog: string;
  /** A cheap SQL condition: there may be objects to describe. `null` if there always are some. */
  present: string | null;
  /**
   * `inside`: the query returns a name within the parent, and the parent's name is put before it. `beside`: the name is
   * complete. Both are described only if the parent is, so the parts of temporary tables are left out.
   */
  belongs?: 'inside' | 'beside';
  /** What only a superuser can read. */
  superuserOnly?: string;
  /** All databases of the cluster share the objects. */
  clusterWide?: true;
  /** The query can be limited to some relations, types or routines. */
  scopes?: readonly Scope[];
  sql: (server: ServerFacts, within: Within) => string;
}

/** Conditions that limit a query to some relations, types or routines. */
export interface Within {
  relation: (oid: string) => string;
  type: (oid: string) => string;
  routine: (oid: string) => string;
}

/** No limit. */
export const WITHIN_ALL: Within = { relation: () => 'true', type: () => 'true', routine: () => 'true' };

/** The limits as the first three parameters of a prepared statement: arrays of OIDs. */
export const WITHIN_PARAMETERS: Within = {
  relation: (oid) => `${oid} = ANY ($1)`,
  type: (oid) => `${oid} = ANY ($2)`,
  routine: (oid) => `${oid} = ANY ($3)`,
};

interface Identity {
  /** The catalog that comments and labels refer to; `pg_class` for a column. */
  catalog: string;
  oid: string;
  sub?: string;
  /** SQL for the parent's catalog and OID. */
  parent?: readonly [catalog: string, oid: string];
  /** SQL for the kind, usually a constant. */
  kind: string;
  /** SQL for the name. */
  name: string;
}

/** The number of columns that `identity` returns. */
export const IDENTITY_COLUMNS = 7;

/** The first columns of every query. OIDs join objects with comments and parents; they are not part of a snapshot. */
export function identity(of: Identity): string {
  const [parentCatalog, parentOid] = of.parent ?? ['NULL', 'NULL'];
  return [`'${of.catalog}'`, of.oid, of.sub ?? '0', parentCatalog, parentOid, of.kind, of.name].join(', ');
}

/**
 * The first OID of objects that users create.
 *
 * `FirstNormalObjectId` in https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/access/transam.h
 */
export const FIRST_USER_OID = 16384;

/** An SQL condition: the catalog has rows that users created. */
export function anyUserMade(catalog: string): string {
  return `EXISTS (SELECT FROM ${catalog} WHERE oid >= ${FIRST_USER_OID})`;
}

/** An SQL condition: a user or an extension created the object. */
export function userMade(oid: string): string {
  return `${oid} >= ${FIRST_USER_OID}`;
}

/**
 * The same where the query can be limited to some owners. The server expects to find hardly any user-made rows, since it
 * knows only the values of a new database, and would read all of them instead of looking up those of the owners.
 */
export function userMadePart(oid: string): string {
  return `(${userMade(oid)}) IS TRUE`;
}

/** The same for an object in a schema; temporary schemas are excluded. */
export function userMadeIn(namespace: string, oid: string): string {
  return `${userMade(oid)} AND ${namespace} <> pg_my_temp_schema() AND NOT pg_is_other_temp_schema(${namespace})`;
}

/** The property `extension`: the extension that the object is a member of (https://www.postgresql.org/docs/current/catalog-pg-depend.html). */
export function extension(catalog: string, oid: string): string {
  return `(SELECT quote_ident(e.extname) FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
    WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e') AS extension`;
}

/** Separates the items of a `list`; a control character that no reasonable value contains. */
export const ITEM_SEPARATOR = '\u001f';

/** An array as a property whose order does not matter, such as storage parameters. */
export function list(array: string, property: string): string {
  return `array_to_string(${array}, E'\\x1f') AS "${property}[]"`;
}

/**
 * Storage parameters as a property, without the server's internal ones, which have the reserved prefix `pg_`
 * (https://www.postgresql.org/docs/current/catalog-pg-attribute.html). Since the minor releases of November 2026,
 * `pg_attver` holds a WAL position that differs at each CREATE.
 */
export function storageParameters(options: string, property: string): string {
  const kept = `SELECT array_agg(o) FROM unnest(${options}) o WHERE NOT starts_with(o, 'pg_')`;
  return list(`CASE WHEN ${options} IS NOT NULL THEN (${kept}) END`, property);
}

/** The letters of `acldefault`: https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-ACLITEM-FN-TABLE */
type AclKind = 'c' | 'd' | 'f' | 'F' | 'l' | 'L' | 'n' | 'p' | 'r' | 's' | 'S' | 't' | 'T';

/** The property `privileges`. NULL means the default privileges, so those are written out. */
export function privileges(acl: string, kind: AclKind, ownerOid: string): string {
  return list(`coalesce(${acl}, acldefault('${kind}', ${ownerOid}))`, 'privileges');
}

/** The property `owner`: the name of a role. */
export function owner(oid: string): string {
  return `pg_get_userbyid(${oid}) AS owner`;
}

/** SQL for a digest in place of a secret value. */
export function secret(text: string): string {
  return `'sha256:' || left(encode(sha256(convert_to(${text}, 'UTF8')), 'hex'), 32)`;
}

/** Names of options of foreign objects whose values may be secret. */
const SECRET_OPTIONS = '(pass|secret|token|key|credential)';

interface ForeignOptions {
  property?: string;
  /** A regular expression; the values of options whose names match are replaced by digests. */
  secretNames?: string;
}

/** Options of foreign objects as a property, with digests in place of secrets. */
export function foreignOptions(
  options: string,
  { property = 'options', secretNames = SECRET_OPTIONS }: ForeignOptions = {},
): string {
  return `CASE WHEN ${options} IS NOT NULL THEN (SELECT string_agg(option_name || '=' || CASE
    WHEN option_name ~* '${secretNames}' THEN ${secret('option_value')} ELSE option_value END, E'\\x1f')
    FROM pg_options_to_table(${options})) END AS "${property}[]"`;
}

/** SQL for the name of an object in a schema. */
export function qualified(namespace: string, name: string): string {
  return `${namespace}::regnamespace || '.' || quote_ident(${name})`;
}

/** SQL for the name behind an OID; NULL for 0. */
export function nameOf(oid: string, type: 'regprocedure' | 'regoperator' | 'regtype' | 'regcollation'): string {
  return `CASE WHEN ${oid} <> 0 THEN ${oid}::${type} END`;
}

interface UserMadeKind {
  /** SQL for the name; the row is `o`. */
  name: string;
  /** SQL for the properties. */
  properties: string | ((server: ServerFacts) => string);
  /** The column with the schema, for objects that are in one. */
  schema?: string;
  join?: string;
}

/** A kind whose objects are the rows of one catalog that users or extensions created. */
export function userMadeKind(kind: string, catalog: string, of: UserMadeKind): KindQuery {
  const { name, properties, schema, join = '' } = of;
  const condition = schema === undefined ? userMade('o.oid') : userMadeIn(`o.${schema}`, 'o.oid');
  return {
    catalog,
    present: anyUserMade(catalog),
    sql: (server) => `
      SELECT ${identity({ catalog, oid: 'o.oid', kind: `'${kind}'`, name })},
        ${typeof properties === 'string' ? properties : properties(server)}, ${extension(catalog, 'o.oid')}
      FROM ${catalog} o ${join}
      WHERE ${condition}`,
  };
}
