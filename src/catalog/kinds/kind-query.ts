/** What a query needs to know about the server and the reader before it is sent. */
export interface ServerFacts {
  /** `server_version_num`: 150000 for 15, 180004 for 18.4. */
  version: number;
  /** Whether the reader may see everything, such as the options of user mappings. */
  superuser: boolean;
  /** Whether to read what tables and large objects hold. */
  contents: boolean;
  /** Whether to describe what all databases of the cluster share, such as roles. */
  clusterWide: boolean;
}

/**
 * How the objects of one system catalog are described.
 *
 * The query's first columns are those of `identity`. Every further column is a property of the object under that name;
 * NULL leaves the property out, `name[]` is an unordered list made by `list`, and a jsonb object stands for one property
 * a key.
 */
export interface KindQuery {
  /** The system catalog whose rows these are. */
  catalog: string;
  /** A condition that tells cheaply whether there is anything to describe; `null` when there always is. */
  present: string | null;
  /**
   * `inside` another object: the query yields a name within the parent's, which is put before it. `beside` it: the name
   * stands alone. Both are described only if the parent is, so that what belongs to an extension or a temporary table
   * stays out with it.
   */
  belongs?: 'inside' | 'beside';
  /** What is left out for a reader who is no superuser. */
  superuserOnly?: string;
  /** The objects are shared by all databases of the cluster. */
  clusterWide?: true;
  sql: (server: ServerFacts, within: Within) => string;
}

/** Conditions that limit a query to some relations, types or routines; a column's or constraint's is that of its owner. */
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
  /** The catalog's name under which comments and labels are filed; a column's is `pg_class`. */
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

/** How many columns `identity` makes. */
export const IDENTITY_COLUMNS = 7;

/** The first columns of every kind's query. OIDs serve to join with comments and parents and never leave the room. */
export function identity(of: Identity): string {
  const [parentCatalog, parentOid] = of.parent ?? ['NULL', 'NULL'];
  return [`'${of.catalog}'`, of.oid, of.sub ?? '0', parentCatalog, parentOid, of.kind, of.name].join(', ');
}

/**
 * The first OID that is not taken by the objects of a blank database.
 *
 * `FirstNormalObjectId` in https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/access/transam.h
 */
export const FIRST_USER_OID = 16384;

/** A condition: the catalog has rows that are not PostgreSQL's own. */
export function anyUserMade(catalog: string): string {
  return `EXISTS (SELECT FROM ${catalog} WHERE oid >= ${FIRST_USER_OID})`;
}

/** A condition: the object is user-made and does not belong to an extension, which stands for all its members. */
export function userMade(catalog: string, oid: string): string {
  return `${oid} >= ${FIRST_USER_OID} AND ${notMember(catalog, oid)}`;
}

/** The same for an object that is in a schema: and the schema is not one for temporary objects. */
export function userMadeIn(namespace: string, catalog: string, oid: string): string {
  return `${userMade(catalog, oid)}
    AND ${namespace} <> pg_my_temp_schema() AND NOT pg_is_other_temp_schema(${namespace})`;
}

/** A condition: no extension owns the object (https://www.postgresql.org/docs/current/catalog-pg-depend.html). */
export function notMember(catalog: string, oid: string): string {
  return notMemberOf(`'${catalog}'::regclass`, oid);
}

/** The same for an object whose catalog is told by an SQL expression. */
export function notMemberOf(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend member WHERE member.classid = ${catalog}
    AND member.objid = ${oid} AND member.deptype = 'e')`;
}

/** What separates the items of a `list` on the way to us; no sane value holds this control character. */
export const ITEM_SEPARATOR = '\u001f';

/** An array as a property whose order means nothing, such as storage parameters. */
export function list(array: string, property: string): string {
  return `array_to_string(${array}, E'\\x1f') AS "${property}[]"`;
}

/**
 * Storage parameters as the property `property`, without those that the server writes for itself. The prefix `pg_` is
 * reserved for them: https://www.postgresql.org/docs/current/catalog-pg-attribute.html. Since the minor releases of
 * November 2026, `pg_attver` holds a WAL position that differs at each CREATE.
 */
export function storageParameters(options: string, property: string): string {
  const kept = `SELECT array_agg(o) FROM unnest(${options}) o WHERE NOT starts_with(o, 'pg_')`;
  return list(`CASE WHEN ${options} IS NOT NULL THEN (${kept}) END`, property);
}

/** The letters of `acldefault`: https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-ACLITEM-FN-TABLE */
type AclKind = 'c' | 'd' | 'f' | 'F' | 'l' | 'L' | 'n' | 'p' | 'r' | 's' | 'S' | 't' | 'T';

/** Privileges as the property `privileges`: NULL, which means the default ones, reads as they do written out. */
export function privileges(acl: string, kind: AclKind, ownerOid: string): string {
  return list(`coalesce(${acl}, acldefault('${kind}', ${ownerOid}))`, 'privileges');
}

/** The name of a role as the property `owner`. */
export function owner(oid: string): string {
  return `pg_get_userbyid(${oid}) AS owner`;
}

/** SQL for a text that tells values apart and does not give them away. */
export function secret(text: string): string {
  return `'sha256:' || left(encode(sha256(convert_to(${text}, 'UTF8')), 'hex'), 32)`;
}

/** Options of foreign objects that are replaced by digests, judging by their names. */
const SECRET_OPTIONS = '(pass|secret|token|key|credential)';

interface ForeignOptions {
  property?: string;
  /** A regular expression; the values of options whose names match are replaced by digests. */
  secretNames?: string;
}

/** Options of foreign objects as a property, secrets replaced by digests. */
export function foreignOptions(
  options: string,
  { property = 'options', secretNames = SECRET_OPTIONS }: ForeignOptions = {},
): string {
  return `CASE WHEN ${options} IS NOT NULL THEN (SELECT string_agg(option_name || '=' || CASE
    WHEN option_name ~* '${secretNames}' THEN ${secret('option_value')} ELSE option_value END, E'\\x1f')
    FROM pg_options_to_table(${options})) END AS "${property}[]"`;
}

/** A name of an object that a schema holds. */
export function qualified(namespace: string, name: string): string {
  return `${namespace}::regnamespace || '.' || quote_ident(${name})`;
}
