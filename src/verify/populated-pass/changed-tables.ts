import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { ObjectChange } from '../../catalog/diff/snapshot-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { Hints } from '../../seeding/constraints/check-hints.ts';
import type { Compared } from '../../seeding/insert/table-plan.ts';
import type { MigrationSource } from '../migration-source.ts';

const TABLE = 'table ';

/** What the files compare columns with, for each table that they name. */
export function comparedIn(
  { objects }: CatalogSnapshot,
  { up, down = '' }: MigrationSource,
  values: Compared,
): Map<string, Compared> {
  const words = new Set(`${up} ${down}`.split(/[^\p{L}\p{N}_$]+/u));
  const tables = new Map<string, Map<string, Hints>>();
  for (const { kind, name, parent } of values.size === 0 ? [] : objects) {
    if (kind === 'column' && parent?.startsWith(TABLE) === true) {
      const table = parent.slice(TABLE.length);
      const column = unquoted(name.slice(table.length + 1));
      const hints = values.get(column);
      if (hints !== undefined && lastWord(table).every((word) => words.has(word))) {
        tables.set(table, (tables.get(table) ?? new Map<string, Hints>()).set(column, hints));
      }
    }
  }
  return tables;
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** The words of a table's name without its schema. */
function lastWord(table: string): string[] {
  const name = /(?:"(?:[^"]|"")+"|[^."]+)$/.exec(table)?.[0] ?? table;
  return name.split(/[^\p{L}\p{N}_$]+/u).filter((word) => word !== '');
}

/** Tables that differ in anything but rows. */
export function alteredTables({ objects }: Pick<SnapshotDiff, 'objects'>): string[] {
  return objects.flatMap((change) => (change.kind === 'table' ? [change.name] : tableOfPart(change)));
}

export function tablesWithChangedColumns({ objects }: SnapshotDiff): string[] {
  return objects
    .filter(({ kind, change }) => kind === 'column' && (change === 'added' || change === 'changed'))
    .flatMap(tableOfPart);
}

function tableOfPart(change: ObjectChange): string[] {
  const object = change.change === 'added' || change.change === 'removed' ? change.object : undefined;
  const parent = object?.parent ?? ('after' in change && 'parent' in change.after ? change.after.parent : null);
  return parent?.startsWith(TABLE) === true ? [parent.slice(TABLE.length)] : [];
}
