import {
  definitionOf,
  isPartition,
  type ForeignKey,
  type Part,
  type Relation,
  type SchemaState,
} from '../schema/state.ts';
import { nameWithin } from '../schema/names.ts';

/** How a part of a diagram differs between two versions. */
export type Mark = 'same' | 'added' | 'changed' | 'removed';

/** How much of a table a diagram shows. */
export const DEPTHS = ['names', 'keys', 'columns'] as const;

export type Depth = (typeof DEPTHS)[number];

export interface GraphRow {
  name: string;
  type: string;
  /** `PK`, `FK`, both, or neither. */
  keys: string;
  mark: Mark;
}

export interface GraphTable {
  key: string;
  /** With the schema. */
  name: string;
  /** The name as it is drawn. */
  label: string;
  mark: Mark;
  rows: GraphRow[];
}

export interface GraphLink {
  id: string;
  from: string;
  /** Index of the row of the first column; undefined where rows are not shown. */
  fromRow: number | undefined;
  to: string;
  toRow: number | undefined;
  title: string;
  mark: Mark;
}

export interface Graph {
  tables: GraphTable[];
  links: GraphLink[];
}

/** Marks by key of a table, by key of a part, such as `column public.sites.name`. */
export type Marks = ReadonlyMap<string, Mark>;

/** The graph of some tables, with the foreign keys among them. */
export function graphOf(relations: readonly Relation[], depth: Depth, marks: Marks = new Map()): Graph {
  const keys = new Map(relations.map((relation) => [relation.history.name, relation.key]));
  const isMixed = new Set(relations.map(({ schema }) => schema)).size > 1;
  const tables = relations.map((relation) => graphTable(relation, { depth, marks, isMixed }));
  const rows = new Map(tables.map((table) => [table.key, new Map(table.rows.map(({ name }, index) => [name, index]))]));
  const rowOf = (table: string, column: string | undefined): number | undefined => rows.get(table)?.get(column ?? '');
  const links = relations.flatMap((relation) =>
    relation.foreignKeys.flatMap((foreign): GraphLink[] => {
      const target = keys.get(foreign.target);
      return target === undefined
        ? []
        : [
            {
              id: `${relation.key} ${foreign.name}`,
              from: relation.key,
              fromRow: rowOf(relation.key, foreign.columns[0]),
              to: target,
              toRow: rowOf(target, foreign.targetColumns[0]),
              title: linkTitle(relation, foreign),
              mark: marks.get(`constraint ${relation.history.name}.${foreign.name}`) ?? 'same',
            },
          ];
    }),
  );
  return { tables, links };
}

function linkTitle(relation: Relation, { columns, target, targetColumns }: ForeignKey): string {
  return `${relation.history.name} (${columns.join(', ')}) → ${target} (${targetColumns.join(', ')})`;
}

interface TableContext {
  depth: Depth;
  marks: Marks;
  /** Tables of several schemas stand in the graph, so their names need it. */
  isMixed: boolean;
}

function graphTable(relation: Relation, { depth, marks, isMixed }: TableContext): GraphTable {
  const foreign = new Set(relation.foreignKeys.flatMap(({ columns }) => columns));
  const rows = relation.columns
    .map((column) => graphRow(column, relation, foreign, marks))
    .filter(({ keys, mark }) => depth === 'columns' || (depth === 'keys' && (keys !== '' || mark !== 'same')));
  const { key, history, label } = relation;
  return { key, name: history.name, label: isMixed ? history.name : label, mark: marks.get(key) ?? 'same', rows };
}

function graphRow(column: Part, relation: Relation, foreign: ReadonlySet<string>, marks: Marks): GraphRow {
  const name = nameWithin(column.history.name, relation.history.name);
  const keys = [relation.primaryKey.has(name) ? 'PK' : '', foreign.has(name) ? 'FK' : ''].filter((key) => key !== '');
  return {
    name,
    type: String(column.step.definition['type'] ?? definitionOf(column)),
    keys: keys.join(' '),
    mark: marks.get(`column ${column.history.name}`) ?? 'same',
  };
}

/** More tables than this in one diagram nobody can read, and laying them out would take many seconds. */
const MOST_TABLES = 120;

export interface Chosen {
  relations: Relation[];
  /** How many were left out. */
  left: number;
}

/**
 * The tables that a diagram shows of the candidates: all of them, or where these are too many, the chosen one with its
 * neighbors and then those with the most foreign keys. Partitions are left out: their table stands for them.
 */
export function chooseTables(candidates: readonly Relation[], state: SchemaState, chosen: string | undefined): Chosen {
  const tables = candidates.filter(isDrawn);
  if (tables.length <= MOST_TABLES) {
    return { relations: tables, left: 0 };
  }
  const links = linkCounts(state);
  const near = neighborsOf(state, chosen);
  const weight = ({ key }: Relation): number =>
    (key === chosen ? 1e6 : 0) + (near.has(key) ? 1e4 : 0) + (links.get(key) ?? 0);
  const ranked = tables.toSorted((one, other) => weight(other) - weight(one));
  return { relations: ranked.slice(0, MOST_TABLES), left: tables.length - MOST_TABLES };
}

/** Whether a diagram shows it at all: tables, and not what is only a partition of one. */
function isDrawn(relation: Relation): boolean {
  const { kind } = relation.history;
  return (kind === 'table' || kind === 'foreign table') && !isPartition(relation);
}

function linkCounts({ relations }: SchemaState): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { key, foreignKeys } of relations.values()) {
    for (const { target } of foreignKeys) {
      add(key);
      add(`table ${target}`);
    }
  }
  return counts;
}

/** Keys of the tables that a table refers to, and of those that refer to it. */
export function neighborsOf({ relations }: SchemaState, key: string | undefined): Set<string> {
  const near = new Set<string>();
  const relation = relations.get(key ?? '');
  if (relation === undefined) {
    return near;
  }
  for (const { target } of relation.foreignKeys) {
    near.add(`table ${target}`);
  }
  for (const other of relations.values()) {
    if (other.foreignKeys.some(({ target }) => target === relation.history.name)) {
      near.add(other.key);
    }
  }
  return near;
}
