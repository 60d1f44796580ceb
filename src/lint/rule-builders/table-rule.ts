import type { Chain, LocatedRuleFinding } from '../engine/rule.ts';
import type { CatalogTable } from '../state/catalog-table.ts';
import type { SchemaState } from '../state/schema-state.ts';

/** One fault for each table that is there at the end; temporary ones and partitions are nobody's concern. */
export function tablesAtEnd(
  { end }: Chain,
  fault: (table: CatalogTable, end: SchemaState) => string | undefined,
): LocatedRuleFinding[] {
  return end.tables.values().flatMap((table) => {
    const what = table.temporary || table.partitionOf !== undefined ? undefined : fault(table, end);
    return what === undefined ? [] : [{ file: table.made.file, index: table.made.index, what }];
  });
}
