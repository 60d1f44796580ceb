import type { Choice } from '../values/choice.ts';
import { choicesForType } from '../values/choices-for-type.ts';
import { bareType, type HintedTypes } from '../schema/types.ts';
import { clusters, type Cluster } from './parent-rows.ts';
import { hashText } from '../random/hash.ts';
import type { ColumnShape, ForeignKeyShape, TableShape } from '../schema/table-shape.ts';

/** What a row is there to show; `again` repeats the values of `full` where that is allowed. */
export type RowKind = 'full' | 'again' | 'sparse' | 'low' | 'high';

/** The rows that each table gets. */
export const ROW_KINDS: readonly RowKind[] = ['full', 'again', 'sparse', 'sparse', 'low', 'high'];

/** In place of the number of a choice. */
export const PICK = { absent: -1, draw: -2, parent: -3 } as const;

export interface ColumnPlan extends ColumnShape {
  /** A number for the name, so that a column keeps its values when others come before it. */
  hash: number;
  /** Left to a sequence, taken from a parent's row, or made. */
  source: 'draw' | 'parent' | 'made';
  nullable: boolean;
  /** Whether a unique index or exclusion constraint covers it. */
  distinct: boolean;
  /** Whether it can hold so few values that rows soon share them. */
  hasFewValues: boolean;
  /** Whether its choices, where they make few values, make all of them. */
  countable: boolean;
  choices: Choice[];
  /** The choices that the conditions on this column alone allow, NULL among them; null where there are none. */
  accepted: number[] | null;
  /** Choices that they allow some values of. */
  hopeful: number[];
}

/** How to make one row: for each column the number of a choice, or one of PICK. */
export interface RowPlan {
  kind: RowKind;
  picks: number[];
  /** Whether it could not be had when it was last tried. */
  given: boolean;
}

/** How foreign keys get their values. */
export interface PlannedParents {
  clusters: readonly Cluster[];
  /** For each column the number of its cluster. */
  ofColumn: readonly (number | undefined)[];
}

export interface TablePlan {
  table: TableShape;
  seed: number;
  /** Without generated columns. */
  columns: ColumnPlan[];
  rows: RowPlan[];
  /** Whether a search for rows that the server takes has come to nothing. */
  searched: boolean;
  /** How the foreign keys get their values, by the names of those that are left out. */
  parents: Map<string, PlannedParents>;
}

/** A plan that knows nothing of conditions yet. */
export function newPlan(table: TableShape, types: HintedTypes): TablePlan {
  const parents = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const columns = table.columns
    .filter(({ generated }) => generated === null)
    .map((column) => newColumn(column, table, types, parents));
  return { table, seed: hashText(table.name), columns, rows: [], searched: false, parents: new Map() };
}

function newColumn(
  column: ColumnShape,
  table: TableShape,
  types: HintedTypes,
  parents: ReadonlySet<string>,
): ColumnPlan {
  const made = new Map(table.columns.map(({ name, generated }) => [name, generated]));
  const distinct = table.uniques.some(
    ({ columns, expressions }) =>
      columns.includes(column.name) ||
      [...expressions, ...columns.map((name) => made.get(name) ?? '')].some((text) => names(text, column.name)),
  );
  const purpose = { name: column.name.toLowerCase(), distinct };
  const choices = choicesForType(types, column.type, column.modifier, purpose);
  return {
    ...column,
    hash: hashText(column.name),
    source: column.draw !== null ? 'draw' : parents.has(column.name) ? 'parent' : 'made',
    nullable: !column.notNull && !refusesNull(types, column.type) && !mustBeWhole(column, table),
    distinct,
    hasFewValues: hasFewValues(types, column),
    countable: isCountable(types, column),
    choices,
    accepted: null,
    hopeful: [],
  };
}

function names(expression: string, column: string): boolean {
  return (
    expression.split(/[^\p{L}\p{N}_$]+/u).includes(column) || expression.includes(`"${column.replaceAll('"', '""')}"`)
  );
}

/** Whether a foreign key that wants all of its columns NULL or none has one that cannot be NULL. */
function mustBeWhole({ name }: ColumnShape, { columns, foreignKeys }: TableShape): boolean {
  const required = new Set(columns.filter(({ notNull }) => notNull).map((column) => column.name));
  return foreignKeys.some(
    (key) => key.matchFull && key.columns.includes(name) && key.columns.some((column) => required.has(column)),
  );
}

function refusesNull(types: HintedTypes, name: string): boolean {
  const type = types.get(name);
  return type?.kind === 'd' && (type.notNull || refusesNull(types, type.base ?? ''));
}

function hasFewValues(types: HintedTypes, { type, modifier }: ColumnShape): boolean {
  const { type: bare } = bareType(types, type, modifier);
  return bare?.kind === 'e' || bare?.bare === 'bool';
}

function isCountable(types: HintedTypes, column: ColumnShape): boolean {
  const { type: bare } = bareType(types, column.type, column.modifier);
  return hasFewValues(types, column) || /^int[248]$/.test(bare?.bare ?? '');
}

/** The numbers of a column's choices in the order in which a kind of row prefers them. */
export function preferences(column: ColumnPlan, kind: RowKind, index: number): number[] {
  if (column.source === 'draw') {
    return [PICK.draw];
  }
  if (column.source === 'parent') {
    const ways: number[] = column.nullable ? [PICK.parent, PICK.absent] : [PICK.parent];
    return kind === 'sparse' ? ways.toReversed() : ways;
  }
  const numbered = column.choices.map((choice, i) => ({ role: choice.role, i }));
  const of = (role: Choice['role']): number[] => numbered.filter((choice) => choice.role === role).map(({ i }) => i);
  const others = of('other');
  const hints = of('hint');
  const absent = column.nullable ? [PICK.absent] : [];
  const allowed = column.accepted === null ? null : new Set(column.accepted);
  const permitted = (order: number[]): number[] => (allowed === null ? order : order.filter((i) => allowed.has(i)));
  const order = (list: number[]): number[] => {
    const usable = permitted(list);
    const hopeful = list.filter((i) => column.hopeful.includes(i));
    return [...(column.distinct ? varyingFirst(column, usable) : usable), ...hopeful];
  };
  const fixed = (list: number[]): number[] => list.filter((i) => column.choices[i]?.varies !== true);
  const bounds = [...of('low'), ...of('high')];
  // What a condition names goes round from row to row, so that a few rows show much of it.
  const turn = kind === 'again' && !column.distinct ? 0 : index;
  const plain = [...of('plain'), ...rotated(permitted(hints), turn), ...hints, ...others];
  const made = {
    full: [...plain, ...bounds],
    again: [...plain, ...bounds],
    sparse: [...plain, ...bounds],
    low: [...of('low'), ...fixed(hints), ...others, ...hints, ...of('plain'), ...of('high')],
    high: [...of('high'), ...fixed(hints).toReversed(), ...others, ...hints, ...of('plain'), ...of('low')],
  }[kind];
  return kind === 'sparse' ? [...permitted(absent), ...order(made)] : [...order(made), ...permitted(absent)];
}

function rotated(list: readonly number[], by: number): number[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/** A unique column needs what differs from row to row before what is always the same. */
function varyingFirst({ choices }: ColumnPlan, order: readonly number[]): number[] {
  return order.toSorted((a, b) => Number(choices[b]?.varies ?? false) - Number(choices[a]?.varies ?? false));
}

/** Rows by preference alone. */
export function preferredRows(plan: TablePlan): RowPlan[] {
  return ROW_KINDS.map((kind, index) => ({
    kind,
    picks: plan.columns.map((column) => preferences(column, kind, index)[0] ?? (column.nullable ? PICK.absent : 0)),
    given: true,
  }));
}

/** How the foreign keys of a table, but for some, get their values. */
export function plannedParents(plan: TablePlan, without: ReadonlySet<ForeignKeyShape>): PlannedParents {
  const keys = plan.table.foreignKeys.filter((key) => !without.has(key));
  const id = keys.map(({ name }) => name).join('\n');
  const known = plan.parents.get(id);
  if (known !== undefined) {
    return known;
  }
  const few = new Set(plan.columns.filter((column) => column.hasFewValues).map(({ name }) => name));
  const found = clusters(plan.table, keys, (column) => few.has(column));
  const ofColumn = plan.columns.map(({ name }) => {
    const number = found.findIndex(({ columns }) => columns.includes(name));
    return number === -1 ? undefined : number;
  });
  const planned = { clusters: found, ofColumn };
  plan.parents.set(id, planned);
  return planned;
}
