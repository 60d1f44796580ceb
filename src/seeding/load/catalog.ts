import type { ClientBase } from 'pg';

import { readSchema } from '../schema/read-schema.ts';
import type { TableShape } from '../schema/table-shape.ts';
import { withHints, type Types } from '../schema/types.ts';

/** The tables of a database that rows can be loaded into. */
export interface Catalog {
  types: Types;
  tables: readonly TableShape[];
  find(schema: string, name: string): TableShape | undefined;
}

/** Reads the live catalog. */
export async function readCatalog(client: ClientBase): Promise<Catalog> {
  const { tables, types } = await readSchema(client);
  const byPath = new Map(tables.map((table) => [JSON.stringify(table.path), table]));
  return {
    types: await withHints(types),
    tables,
    find: (schema, name) => byPath.get(JSON.stringify([schema, name])),
  };
}
