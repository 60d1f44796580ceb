import type { DumpTable } from '../../src/client-data/tables/dump-table.ts';

/** A table of the schema public as a dump knows it. */
export function madeTable(name: string, given: Partial<DumpTable> = {}): DumpTable {
  return {
    id: `public.${name}`,
    schema: 'public',
    name,
    sql: `public.${name}`,
    partitioned: false,
    readable: true,
    comment: null,
    columns: [],
    keys: [],
    foreignKeys: [],
    triggers: [],
    bytes: 0,
    ...given,
  };
}
