import { quoteLiteral } from '../../sql/quote.ts';
import { FIRST_USER_OID } from '../kinds/kind-query.ts';
import type { Row } from './batch.ts';
import { WATCHED } from './watched-catalogs.ts';

/** System catalogs that are derived from others or that the server fills by itself. */
const NOT_DEFINED_BY_SQL = ['pg_shdepend', 'pg_statistic', 'pg_statistic_ext_data', 'pg_subscription_rel'];

const KNOWN = [...WATCHED.map(({ name }) => name), ...NOT_DEFINED_BY_SQL];

/**
 * A statement for the system catalogs that no query reads, and whether they have OIDs. PostgreSQL 18 has none; a later
 * version may add some.
 */
export function unknownCatalogs(): string {
  return `SELECT c.relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'oid')
    FROM pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
      AND c.relname <> ALL (ARRAY[${KNOWN.map(quoteLiteral).join(', ')}])`;
}

/** A statement that counts the user-made rows of an unknown catalog; all rows if it has no OIDs. */
export function countUnknown([catalog, hasOid]: Row): string {
  const userMade = hasOid === 't' ? `WHERE oid >= ${FIRST_USER_OID}` : '';
  return `SELECT ${quoteLiteral(catalog ?? '')}, count(*) FROM pg_catalog.${catalog} ${userMade}`;
}
