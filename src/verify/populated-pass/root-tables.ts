import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';

/** A table to insert rows into, with its row count: a partition gets its rows through the root. */
export interface RootTable {
  table: string;
  count: number;
}

/** The ordinary tables and the roots of partitioned ones, without those of extensions. */
export class RootTables {
  readonly tables: readonly RootTable[];
  /** The table that each partition belongs to. */
  readonly #parents: ReadonlyMap<string, string>;

  constructor({ objects, rows }: CatalogSnapshot) {
    const tables = objects.filter(({ kind, definition }) => kind === 'table' && definition['extension'] === undefined);
    this.#parents = new Map(
      tables.flatMap(({ name, definition }) => {
        const { inherits, 'partition bound': bound } = definition;
        return typeof bound === 'string' && typeof inherits === 'string'
          ? [[name, inherits.replace(/ \(detach pending\)$/, '')] as const]
          : [];
      }),
    );
    const counts = new Map<string, number>(
      tables.filter(({ name }) => !this.#parents.has(name)).map(({ name }) => [name, 0]),
    );
    for (const { table, count } of rows) {
      const root = this.rootOf(table);
      const sum = counts.get(root);
      if (sum !== undefined) {
        counts.set(root, sum + count);
      }
    }
    this.tables = [...counts].map(([table, count]) => ({ table, count }));
  }

  /** Whether the table, or the root of this partition, is among them. */
  has(table: string): boolean {
    return this.tables.some((each) => each.table === this.rootOf(table));
  }

  /** The root of a partition at any level; any other table itself. */
  rootOf(table: string): string {
    const parent = this.#parents.get(table);
    return parent === undefined ? table : this.rootOf(parent);
  }
}
