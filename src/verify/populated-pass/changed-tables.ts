import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { ObjectChange } from '../../catalog/diff/snapshot-diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { comparedValues, type Hints } from '../../seeding/constraints/check-hints.ts';
import type { Compared } from '../../seeding/insert/table-plan.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { InsertedRows } from '../report/pass-results.ts';
import { isObject } from '../../support/json.ts';

const TABLE = 'table ';

/**
 * What the files compare columns with, for each table that they name. Values that the up inserts there itself are left out:
 * other rows with the same keys test these.
 */
export async function comparedIn(
  { objects }: CatalogSnapshot,
  source: MigrationSource,
  insertedRows: readonly InsertedRows[],
): Promise<Map<string, Compared>> {
  const { up = '', down = '' } = source;
  const values = ofSources.get(source) ?? (await comparedValues([up, down]));
  ofSources.set(source, values);
  const text = `${up} ${down}`;
  const words = new Set(`${text} ${text.toLowerCase()}`.split(/[^\p{L}\p{N}_$]+/u));
  const tables = new Map<string, Map<string, Hints>>();
  for (const { kind, name, parent } of values.size === 0 ? [] : objects) {
    if (kind === 'column' && parent?.startsWith(TABLE) === true) {
      const table = parent.slice(TABLE.length);
      const column = unquoted(name.slice(table.length + 1));
      const hints = without(values.get(column), insertedValues(insertedRows, table, column));
      if (hints !== undefined && lastWord(table).every((word) => words.has(word))) {
        tables.set(table, (tables.get(table) ?? new Map<string, Hints>()).set(column, hints));
      }
    }
  }
  return tables;
}

/** Each source is asked about before several fills. */
const ofSources = new WeakMap<MigrationSource, Compared>();

function insertedValues(insertedRows: readonly InsertedRows[], table: string, column: string): Set<unknown> {
  const rows = insertedRows.filter((each) => each.table === table);
  return new Set(
    rows.flatMap(({ rows: json }) => {
      const found: unknown = JSON.parse(json);
      return Array.isArray(found) ? found.filter(isObject).map((row) => row[column]) : [];
    }),
  );
}

function without(hints: Hints | undefined, excluded: ReadonlySet<unknown>): Hints | undefined {
  return hints === undefined || excluded.size === 0
    ? hints
    : {
        ...hints,
        texts: new Set([...hints.texts].filter((text) => !excluded.has(text))),
        numbers: new Set([...hints.numbers].filter((number) => !excluded.has(number))),
      };
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
