import { FIRST_USER_OID } from '../kinds/kind-query.ts';

/** A system catalog, and how to find rows that are new since a transaction. */
export interface WatchedCatalog {
  name: string;
  /** All databases of the cluster share it. */
  shared: boolean;
  /** Rows can disappear without a trace elsewhere, so they must be counted. */
  counted: boolean;
  /** SQL condition for the rows that matter. */
  among: string;
  /** SQL condition for user-made rows. */
  userMade: string;
  /** SQL expressions for a new row: its key, its name, then what its readers need. Empty: rows are only counted. */
  items: readonly string[];
}

/** The OID of the schema `public`, the only built-in object whose comment is described. */
const PUBLIC_SCHEMA = 2200;

type Parts = Partial<Omit<WatchedCatalog, 'name'>>;

function watched(name: string, parts: Parts = {}): WatchedCatalog {
  return {
    name,
    shared: false,
    counted: true,
    among: 'true',
    userMade: 'true',
    items: [],
    ...parts,
  };
}

/** A catalog with an `oid` column, whose rows can be read again one by one. */
function tracked(name: string, items: readonly string[], parts: Parts = {}): WatchedCatalog {
  return watched(name, { userMade: `oid >= ${FIRST_USER_OID}`, items: ['oid', ...items], ...parts });
}

/** A catalog whose rows are parts of a relation, type or routine, and disappear only with it. */
function dependent(name: string, owner: string, items: readonly string[] = []): WatchedCatalog {
  return watched(name, {
    counted: false,
    among: `${owner} >= ${FIRST_USER_OID}`,
    items: [`${owner}::oid`, `''`, ...items],
  });
}

function shared(name: string, items: readonly string[] = []): WatchedCatalog {
  return items.length === 0 ? watched(name, { shared: true }) : tracked(name, items, { shared: true });
}

/** Catalogs that are followed row by row, in the order in which their changes are interpreted. */
const FOLLOWED: readonly WatchedCatalog[] = [
  tracked('pg_class', [`relkind::text || ' ' || relnamespace || ' ' || relname`, 'relnamespace = 11']),
  tracked('pg_type', [`typnamespace || ' ' || typname`, 'typnamespace = 11', 'typrelid']),
  tracked('pg_proc', [`pronamespace || ' ' || proname`, 'pronamespace = 11']),
  watched('pg_attribute', {
    counted: false,
    among: `attrelid >= ${FIRST_USER_OID}`,
    userMade: 'attnum > 0',
    items: [
      'attrelid',
      `''`,
      'attnum',
      'CASE WHEN NOT attisdropped THEN quote_ident(attname) END',
      'format_type(atttypid, atttypmod)',
    ],
  }),
  dependent('pg_attrdef', 'adrelid'),
  dependent('pg_index', 'indrelid'),
  dependent('pg_partitioned_table', 'partrelid'),
  dependent('pg_foreign_table', 'ftrelid'),
  dependent('pg_sequence', 'seqrelid'),
  dependent('pg_range', 'rngtypid'),
  dependent('pg_aggregate', 'aggfnoid'),
  watched('pg_inherits', { items: [`inhrelid || '/' || inhparent`, `''`, 'inhrelid'] }),
  tracked('pg_constraint', ['conname', 'conrelid', 'contypid']),
  tracked('pg_trigger', [`''`, 'tgrelid']),
  tracked('pg_rewrite', [`''`, 'ev_class']),
  tracked('pg_policy', [`''`, 'polrelid']),
  tracked('pg_statistic_ext', [`''`, 'stxrelid']),
  tracked('pg_enum', [`''`, 'enumtypid'], { counted: false }),
  tracked('pg_namespace', ['nspname'], { userMade: `oid >= ${FIRST_USER_OID} OR oid = ${PUBLIC_SCHEMA}` }),
  watched('pg_description', {
    among: `(objoid >= ${FIRST_USER_OID} OR objoid = ${PUBLIC_SCHEMA})`,
    items: [
      `classoid::regclass || '/' || objoid || '/' || objsubid`,
      `''`,
      'classoid::regclass',
      'objoid',
      'objsubid',
      'description',
    ],
  }),
  shared('pg_authid', ['rolname']),
  shared('pg_tablespace', ['spcname']),
];

/** Catalogs whose changes are not followed row by row. */
const PLAIN = `
  pg_am pg_amop pg_amproc pg_cast pg_collation pg_conversion pg_default_acl pg_event_trigger pg_extension
  pg_foreign_data_wrapper pg_foreign_server pg_init_privs pg_language pg_largeobject pg_largeobject_metadata
  pg_opclass pg_operator pg_opfamily pg_publication pg_publication_namespace pg_publication_rel pg_seclabel
  pg_transform pg_ts_config pg_ts_config_map pg_ts_dict pg_ts_parser pg_ts_template pg_user_mapping`;

const PLAIN_SHARED = `
  pg_auth_members pg_database pg_db_role_setting pg_parameter_acl pg_replication_origin pg_shdescription
  pg_shseclabel pg_subscription`;

const words = (text: string): string[] => text.trim().split(/\s+/);

/** The only dependencies that other catalogs do not show are memberships in extensions. */
export const MEMBERSHIPS = 'pg_depend';

/** Every catalog that a snapshot reads. */
export const WATCHED: readonly WatchedCatalog[] = [
  ...FOLLOWED,
  watched(MEMBERSHIPS, { among: `refclassid = 'pg_extension'::regclass` }),
  ...words(PLAIN).map((name) => watched(name)),
  ...words(PLAIN_SHARED).map((name) => shared(name)),
];

/**
 * A statement that returns one row: the catalog, its number of rows, the number of new built-in rows, the number of new
 * user-made rows, and a JSON array of the items of the latter.
 *
 * @param since SQL for the first transaction whose rows are new; undefined: all rows are new
 */
export function probe({ name, among, counted, userMade, items }: WatchedCatalog, since?: string): string {
  // Transaction ids wrap around, so only their age can be compared. A frozen row keeps its id.
  const isNew = since === undefined ? 'true' : `age(xmin) <= (SELECT age(${since}))`;
  const all =
    items.length === 0 ? 'NULL::json' : `json_agg(json_build_array(${items.join(', ')})) FILTER (WHERE ${userMade})`;
  return `SELECT '${name}', ${counted ? `(SELECT count(*) FROM ${name} WHERE ${among})` : '0'},
    count(*) FILTER (WHERE NOT (${userMade})), count(*) FILTER (WHERE ${userMade}), ${all}
    FROM ${name} WHERE ${isNew} AND ${among}`;
}

/** A statement for the keys of all user-made rows: one row with a JSON array. */
export function allKeys({ name, among, userMade, items }: WatchedCatalog): string {
  return `SELECT json_agg(${items[0]}) FROM ${name} WHERE ${among} AND (${userMade})`;
}
