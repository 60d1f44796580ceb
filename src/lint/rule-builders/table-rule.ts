import type { Chain, LocatedRuleFinding } from '../engine/rule.ts';
import type { CatalogTable } from '../state/catalog-table.ts';
import type { SchemaState } from '../state/schema-state.ts';

/** One finding for each table at the end of the chain with which something is wrong; temporary tables and partitions are skipped. */
export function findingsOfTables(
  { end }: Chain,
  check: (table: CatalogTable, end: SchemaState) => string | undefined,
): LocatedRuleFinding[] {
  return end.tables.values().flatMap((table) => {
    const what = table.temporary || table.partitionOf !== undefined ? undefined : check(table, end);
    return what === undefined ? [] : [{ ...table.origin, what }];
  });
}
