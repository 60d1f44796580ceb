import { FIRST_USER_OID, notMember, notMemberOf } from '../kinds/kind-query.ts';

/** A system catalog, and how to find out which of its rows are new since some transaction. */
export interface WatchedCatalog {
  name: string;
  /** All databases of the cluster share it. */
  shared: boolean;
  /** Whether rows can go without anything else telling it, so that they must be counted. */
  counted: boolean;
  /** Tells the rows that matter at all. */
  among: string;
  /** Tells the rows that users made from PostgreSQL's own. */
  userMade: string;
  /** SQL for what is told of a new row: its key, its name, then what its readers below need. Empty: that there is one. */
  items: readonly string[];
  /** SQL for a last item that costs too much where all rows are told. */
  dearItem: string;
}

/** The OID of the schema `public`, of PostgreSQL's own objects the only one whose comment is told. */
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
    dearItem: 'false',
    ...parts,
  };
}

/** A catalog of which single rows can be read again. */
function tracked(name: string, items: readonly string[], parts: Parts = {}): WatchedCatalog {
  return watched(name, { userMade: `oid >= ${FIRST_USER_OID}`, items: ['oid', ...items], ...parts });
}

/** One whose rows go only with a relation, type or routine, to which they belong. */
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

const member = (catalog: string): string => `NOT ${notMember(catalog, 'oid')}`;

/** Catalogs that are worth following row by row, in the order in which changes are to be made sense of. */
const FOLLOWED: readonly WatchedCatalog[] = [
  tracked('pg_class', [`relkind::text || ' ' || relnamespace || ' ' || relname`, 'relnamespace = 11'], {
    dearItem: member('pg_class'),
  }),
  tracked('pg_type', [`typnamespace || ' ' || typname`, 'typnamespace = 11', 'typrelid'], {
    dearItem: member('pg_type'),
  }),
  tracked('pg_proc', [`pronamespace || ' ' || proname`, 'pronamespace = 11'], { dearItem: member('pg_proc') }),
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
    userMade: notMemberOf('classoid', 'objoid'),
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

const PLAIN = [
  'pg_am',
  'pg_amop',
  'pg_amproc',
  'pg_cast',
  'pg_collation',
  'pg_conversion',
  'pg_default_acl',
  'pg_event_trigger',
  'pg_extension',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_init_privs',
  'pg_language',
  'pg_largeobject',
  'pg_largeobject_metadata',
  'pg_opclass',
  'pg_operator',
  'pg_opfamily',
  'pg_publication',
  'pg_publication_namespace',
  'pg_publication_rel',
  'pg_seclabel',
  'pg_transform',
  'pg_ts_config',
  'pg_ts_config_map',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_user_mapping',
];

const PLAIN_SHARED = [
  'pg_auth_members',
  'pg_database',
  'pg_db_role_setting',
  'pg_parameter_acl',
  'pg_replication_origin',
  'pg_shdescription',
  'pg_shseclabel',
  'pg_subscription',
];

/** Of the dependencies only the membership in extensions cannot be told from other catalogs. */
export const MEMBERSHIPS = 'pg_depend';

/** Every catalog that a snapshot reads. */
export const WATCHED: readonly WatchedCatalog[] = [
  ...FOLLOWED,
  watched(MEMBERSHIPS, { among: `refclassid = 'pg_extension'::regclass` }),
  ...PLAIN.map((name) => watched(name)),
  ...PLAIN_SHARED.map((name) => shared(name)),
];

/**
 * A statement that yields one row: the catalog, how many rows it has, how many of PostgreSQL's own are new, how many of
 * the others, and a JSON array of what is told of those.
 *
 * @param since SQL for the transaction of which nothing was seen yet, nor of any after it; undefined takes all rows as new
 */
export function probe({ name, among, counted, userMade, items, dearItem }: WatchedCatalog, since?: string): string {
  // Transaction ids cannot be ordered but by their age, and go round: a row keeps its own, even when it is frozen.
  const isNew = since === undefined ? 'true' : `age(xmin) <= (SELECT age(${since}))`;
  const told = [...items, since === undefined ? 'false' : dearItem].join(', ');
  const all = items.length === 0 ? 'NULL::json' : `json_agg(json_build_array(${told})) FILTER (WHERE ${userMade})`;
  return `SELECT '${name}', ${counted ? `(SELECT count(*) FROM ${name} WHERE ${among})` : '0'},
    count(*) FILTER (WHERE NOT (${userMade})), count(*) FILTER (WHERE ${userMade}), ${all}
    FROM ${name} WHERE ${isNew} AND ${among}`;
}

/** A statement for the keys of all rows that users made: one row, a JSON array. */
export function allKeys({ name, among, userMade, items }: WatchedCatalog): string {
  return `SELECT json_agg(${items[0]}) FROM ${name} WHERE ${among} AND (${userMade})`;
}
