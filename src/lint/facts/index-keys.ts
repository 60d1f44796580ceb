import { textOf } from '../../sql/lazy-text.ts';
import { keyCoverage } from '../../sql/statement/index-coverage.ts';
import { keyOf } from '../../sql/statement/name.ts';
import type { CatalogConstraint, CatalogTable, Origin } from '../state/catalog-table.ts';
import type { SchemaState } from '../state/schema-state.ts';

/** An index, or the one that a primary key or unique constraint has. */
export interface IndexKey {
  /** For messages. */
  what: string;
  /** Key of its table. */
  table: string;
  /** Of two that do the same, the one with the higher rank stays: an index is dropped before a constraint. */
  rank: number;
  unique: boolean;
  deferrable: boolean;
  nullsNotDistinct: boolean;
  /** The same for those on one table of which one is enough, apart from uniqueness; empty if it is not known. */
  coverage: string;
  /** Where it is written. */
  origin: Origin;
  /** The same for those that one action makes. */
  madeBy: string;
}

/** All indexes of a schema, with those of constraints; temporary tables are skipped. */
export function indexKeys({ tables, indexes }: SchemaState): IndexKey[] {
  const constraints = tables
    .values()
    .flatMap((table) => (table.temporary ? [] : [...table.constraints].map((each) => [table, ...each] as const)));
  // A constraint takes the index that it is added with, and its name.
  const taken = new Set(
    constraints.flatMap(([{ name }, own, { usingIndex }]) =>
      [own, usingIndex ?? own].map((each) => keyOf({ ...name, name: each })),
    ),
  );
  return [
    ...constraints.flatMap(([table, name, constraint]) => constraintKey(table, name, constraint) ?? []),
    ...indexes
      .filter(({ name }) => !taken.has(keyOf(name)))
      .map(([, { name, table, unique, nullsNotDistinct, coverage, origin }]) => ({
        what: `${unique ? 'unique index' : 'index'} ${name.name}`,
        table,
        rank: 0,
        unique,
        deferrable: false,
        nullsNotDistinct,
        coverage: textOf(coverage),
        origin,
        madeBy: `${origin.file} ${origin.index}`,
      })),
  ];
}

function constraintKey(table: CatalogTable, name: string, constraint: CatalogConstraint): IndexKey | undefined {
  const { kind, columns, deferrable, nullsNotDistinct, withoutOverlaps, index, origin } = constraint;
  const isPrimary = kind === 'primary key';
  return (isPrimary || kind === 'unique') && !withoutOverlaps && columns.length > 0
    ? {
        what: isPrimary ? 'the primary key' : `unique constraint ${name}`,
        table: keyOf(table.name),
        rank: isPrimary ? 2 : 1,
        unique: true,
        deferrable,
        nullsNotDistinct: nullsNotDistinct || isPrimary,
        coverage: keyCoverage(columns),
        origin: { file: origin.file, index },
        madeBy: `${origin.file} ${origin.index}`,
      }
    : undefined;
}
