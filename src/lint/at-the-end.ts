import type { Chain, FaultIn } from './rule.ts';
import type { KnownTable } from './known.ts';
import { SchemaState } from './schema-state.ts';

/** What the chain leaves when all of it has run: what a later migration has mended is no longer wrong. */
export function stateAtEnd({ pairs }: Chain): SchemaState {
  return pairs.at(-1)?.after ?? new SchemaState();
}

/** One fault for each table that is there at the end; temporary ones and partitions are nobody's concern. */
export function tablesAtEnd(
  chain: Chain,
  fault: (table: KnownTable, end: SchemaState) => string | undefined,
): FaultIn[] {
  const end = stateAtEnd(chain);
  return [...end.tables.values()].flatMap((table) => {
    const what = table.temporary || table.partitionOf !== undefined ? undefined : fault(table, end);
    return what === undefined ? [] : [{ file: table.made.file, index: table.made.index, what }];
  });
}
