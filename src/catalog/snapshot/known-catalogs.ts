import { ALL_KINDS } from '../kinds/all-kinds.ts';
import { FIRST_USER_OID } from '../kinds/kind-query.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import type { Cell } from './batch.ts';

/** System catalogs that other kinds' queries read along with their own. */
const READ_ALONG = [
  'pg_amop',
  'pg_amproc',
  'pg_attrdef',
  'pg_description',
  'pg_enum',
  'pg_foreign_table',
  'pg_inherits',
  'pg_largeobject',
  'pg_partitioned_table',
  'pg_publication_namespace',
  'pg_seclabel',
  'pg_shdescription',
  'pg_shseclabel',
  'pg_ts_config_map',
  'pg_user_mapping',
];

/** System catalogs that follow from the others or hold what the server gathers by itself. */
const NOT_DEFINED_BY_SQL = ['pg_depend', 'pg_shdepend', 'pg_statistic', 'pg_statistic_ext_data', 'pg_subscription_rel'];

const KNOWN = [
  ...new Set([...ALL_KINDS.map(({ catalog }) => catalog), ...READ_ALONG, ...NOT_DEFINED_BY_SQL]),
].toSorted();

/**
 * A statement that finds the server's catalogs of which this room knows nothing, with whether they have OIDs. There is
 * none up to PostgreSQL 18; a later version may bring more.
 */
export function unknownCatalogs(): string {
  return `SELECT c.relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'oid')
    FROM pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
      AND c.relname <> ALL (ARRAY[${KNOWN.map(quoteLiteral).join(', ')}])`;
}

/** A statement that counts the user-made rows of a catalog that is not known. Without OIDs all rows count. */
export function countUnknown([catalog, hasOid]: readonly Cell[]): string {
  const userMade = hasOid === 't' ? `WHERE oid >= ${FIRST_USER_OID}` : '';
  return `SELECT ${quoteLiteral(catalog ?? '')}, count(*) FROM pg_catalog.${catalog} ${userMade}`;
}
