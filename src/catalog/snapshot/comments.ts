import { quoteLiteral } from '../../sql/quote.ts';
import { FIRST_USER_OID } from '../kinds/kind-query.ts';
import type { Row } from './batch.ts';
import type { CatalogValue, Definition } from './catalog-object.ts';

/**
 * A statement for the comments and security labels of all objects that are described. Its columns: catalog, OID,
 * sub-OID, property, text.
 *
 * https://www.postgresql.org/docs/current/catalog-pg-description.html
 */
export function allComments(clusterWide: boolean): string {
  const shared = `WHERE (classoid <> 'pg_database'::regclass AND ${clusterWide})
    OR (classoid = 'pg_database'::regclass AND objoid = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
  return `SELECT classoid::regclass::text, objoid, objsubid, 'comment', description FROM pg_description
    WHERE objoid >= ${FIRST_USER_OID}
    UNION ALL SELECT 'pg_namespace', oid, 0, 'comment', obj_description(oid, 'pg_namespace') FROM pg_namespace
    WHERE nspname = 'public' AND oid < ${FIRST_USER_OID} AND obj_description(oid, 'pg_namespace') IS NOT NULL
    UNION ALL SELECT classoid::regclass::text, objoid, 0, 'comment', description FROM pg_shdescription ${shared}
    UNION ALL SELECT classoid::regclass::text, objoid, objsubid, 'security label for ' || provider, label FROM pg_seclabel
    UNION ALL SELECT classoid::regclass::text, objoid, 0, 'security label for ' || provider, label FROM pg_shseclabel ${shared}`;
}

/** A statement that names the objects of these comments, except temporary objects. */
export function identifyCommented(comments: readonly Row[]): string {
  const values = comments.map(
    ([catalog, oid, sub, property]) =>
      `(${quoteLiteral(`${catalog}`)}::regclass, ${oid}::oid, ${sub}, ${quoteLiteral(`${property}`)})`,
  );
  return `SELECT property, type, identity FROM (VALUES ${values.join(', ')}) comment (catalog, oid, sub, property),
    pg_identify_object(catalog, oid, sub) WHERE identity NOT LIKE '%pg\\_temp%'`;
}

const NONE: Definition = {};

/** Comments and security labels by the key of their object. */
export class Comments {
  #byKey = new Map<string, Record<string, CatalogValue>>();

  copy(): Comments {
    const copy = new Comments();
    copy.#byKey = new Map(this.#byKey);
    return copy;
  }

  of(key: string): Definition {
    return this.#byKey.get(key) ?? NONE;
  }

  /** Replaces all comments by the rows of `allComments`. Returns the keys whose comments may have changed. */
  replaceAll(rows: readonly Row[]): Set<string> {
    const before = this.#byKey.keys();
    this.#byKey = new Map();
    return new Set([...before, ...this.set(rows)]);
  }

  /** Adds or replaces some comments. Returns their keys. */
  set(rows: readonly Row[]): Set<string> {
    const keys = new Set<string>();
    for (const [catalog, oid, sub, property, text] of rows) {
      const key = `${catalog}/${oid}/${sub}`;
      keys.add(key);
      this.#byKey.set(key, { ...this.#byKey.get(key), [property ?? '']: text ?? '' });
    }
    return keys;
  }

  remove(key: string): void {
    const { comment: _, ...others } = this.of(key);
    this.#byKey.set(key, others);
  }
}
