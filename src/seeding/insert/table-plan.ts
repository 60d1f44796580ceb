import { hashText, mix } from '../random/hash.ts';
import type { ColumnShape, ForeignKeyShape, TableShape } from '../schema/table-shape.ts';
import { bareType, type HintedTypes } from '../schema/type-hints.ts';
import { computed, sqlValue, type Candidate, type ValueSeed } from '../values/candidate.ts';
import type { Hints } from '../constraints/check-hints.ts';
import { candidatesForType } from '../values/candidates-for-type.ts';
import { clusters, type Cluster } from './parent-rows.ts';

/**
 * What a row shows; `repeat` has the values of `full` again where that is allowed, `compared` those that statements compare
 * columns with.
 */
export type RowKind = 'full' | 'repeat' | 'sparse' | 'low' | 'high' | 'compared';

/** The rows that each table gets. */
export const ROW_KINDS: readonly RowKind[] = ['full', 'repeat', 'sparse', 'sparse', 'low', 'high'];

/** Values that are not made from a candidate, in place of a candidate's number. */
export const VALUE_FROM = { null: -1, sequence: -2, parent: -3 } as const;

export interface ColumnPlan extends ColumnShape {
  /** A hash of the name, so that a column keeps its values when columns before it change. */
  hash: number;
  source: 'sequence' | 'parent' | 'candidates';
  nullable: boolean;
  /** Whether a unique index or exclusion constraint covers it. */
  distinct: boolean;
  /** Whether it can hold so few values that rows soon share them. */
  hasFewValues: boolean;
  /** Whether its candidates, if they make few values, make all that the type has. */
  countable: boolean;
  candidates: Candidate[];
  /** The candidates that the conditions on this column alone accept, NULL included; null if there are no conditions. */
  accepted: number[] | null;
  /** Candidates of which they accept only some values. */
  sometimesAccepted: number[];
}

export interface RowPlan {
  kind: RowKind;
  /** For each column the number of the chosen candidate, or one of VALUE_FROM. */
  chosen: number[];
  /** False after the server refused all ways to make the row. */
  insertable: boolean;
}

/** How foreign keys get their values. */
interface ParentPlan {
  clusters: readonly Cluster[];
  /** For each column the number of its cluster. */
  ofColumn: readonly (number | undefined)[];
}

/** How the rows of a table are made. */
export interface TablePlan {
  /** Equal for plans that make the same rows. */
  key: string;
  table: TableShape;
  /** By column name, what statements compare it with; each table with any gets a row for each value. */
  compared: Compared;
  hash: number;
  /** Without generated columns. */
  columns: ColumnPlan[];
  rows: RowPlan[];
  /** Whether a search for rows that the server accepts has failed. */
  searchFailed: boolean;
  /** By the names of the foreign keys that are used. */
  parents: Map<string, ParentPlan>;
}

export type Compared = ReadonlyMap<string, Hints>;

/** What tells the plans of a table apart. */
export function planKey({ fingerprint }: TableShape, compared: Compared): string {
  const values = [...compared].map(([column, hints]) => [column, ...Object.values(hints).map((set) => [...set])]);
  return values.length === 0 ? fingerprint : `${fingerprint} ${JSON.stringify(values)}`;
}

/**
 * A plan that does not take conditions into account yet.
 *
 * @param anyDefault whether defaults that give another value each time may be used, such as `uuidv7()`
 */
export function newPlan(
  table: TableShape,
  types: HintedTypes,
  compared: Compared = new Map(),
  anyDefault = false,
): TablePlan {
  const parents = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const columns = table.columns
    .filter(({ generated }) => generated === null)
    .map((column) => newColumn(column, table, types, parents, anyDefault));
  return {
    key: planKey(table, compared),
    table,
    compared,
    hash: hashText(table.name),
    columns,
    rows: [],
    searchFailed: false,
    parents: new Map(),
  };
}

function newColumn(
  column: ColumnShape,
  table: TableShape,
  types: HintedTypes,
  parents: ReadonlySet<string>,
  anyDefault: boolean,
): ColumnPlan {
  const generated = new Map(table.columns.map((each) => [each.name, each.generated]));
  const distinct = table.uniques.some(
    ({ columns, expressions }) =>
      columns.includes(column.name) ||
      [...expressions, ...columns.map((name) => generated.get(name) ?? '')].some((text) => mentions(text, column.name)),
  );
  const { type } = bareType(types, column.type, column.modifier);
  const fallbacks = column.defaultValue === null || column.nextval !== null ? [] : [column.defaultValue];
  const purpose = { name: column.name.toLowerCase(), distinct, fallbacks };
  const hasFewValues = type?.kind === 'e' || type?.bare === 'bool';
  return {
    ...column,
    hash: hashText(column.name),
    source: column.nextval !== null ? 'sequence' : parents.has(column.name) ? 'parent' : 'candidates',
    nullable: !column.notNull && !refusesNull(types, column.type) && !isOfRequiredFullKey(column, table),
    distinct,
    hasFewValues,
    countable: hasFewValues || /^int[248]$/.test(type?.bare ?? ''),
    candidates: [
      ...candidatesForType(types, column.type, column.modifier, purpose),
      ...fallbacks.filter((sql) => CONSTANT.test(sql)).map((sql) => sqlValue('other', sql)),
      ...fallbacks.filter((sql) => anyDefault && !CONSTANT.test(sql)).map((sql) => computed('other', () => sql)),
    ],
    accepted: null,
    sometimesAccepted: [],
  };
}

/** A default that gives the same value at any time, as the server writes it. */
const CONSTANT = /^\(*(?:'(?:[^']|'')*'|-?[\d.]+)(?:[\w\s."()[\],]|::)*$/;

function mentions(expression: string, column: string): boolean {
  return (
    expression.split(/[^\p{L}\p{N}_$]+/u).includes(column) || expression.includes(`"${column.replaceAll('"', '""')}"`)
  );
}

/** Whether a MATCH FULL key, of which all columns are NULL or none, has this column and one that may not be NULL. */
function isOfRequiredFullKey({ name }: ColumnShape, { columns, foreignKeys }: TableShape): boolean {
  const required = new Set(columns.filter(({ notNull }) => notNull).map((column) => column.name));
  return foreignKeys.some(
    (key) => key.matchFull && key.columns.includes(name) && key.columns.some((column) => required.has(column)),
  );
}

function refusesNull(types: HintedTypes, name: string): boolean {
  const type = types.get(name);
  return type?.kind === 'd' && (type.notNull || refusesNull(types, type.base ?? ''));
}

/** The candidates of a column, by number, in the order in which a kind of row prefers them. */
export function preferences(column: ColumnPlan, given: RowKind, index: number): number[] {
  // Each compared value is in two rows, one of them sparse, since conditions often also ask for NULL elsewhere.
  const value = index - ROW_KINDS.length;
  const { compared, low, high, plain, hint: hints, other: others } = numbersByRole(column.candidates);
  const kind = given === 'compared' && compared.length === 0 && value % 2 === 1 ? 'sparse' : given;
  if (column.source === 'sequence') {
    return [VALUE_FROM.sequence];
  }
  if (column.source === 'parent') {
    const sources: number[] = column.nullable ? [VALUE_FROM.parent, VALUE_FROM.null] : [VALUE_FROM.parent];
    return kind === 'sparse' ? sources.toReversed() : sources;
  }
  const accepted = column.accepted === null ? null : new Set(column.accepted);
  const onlyAccepted = (list: readonly number[]): readonly number[] =>
    accepted === null ? list : list.filter((number) => accepted.has(number));
  const fixed = (list: readonly number[]): number[] =>
    list.filter((number) => column.candidates[number]?.varies !== true);
  // Rows take what conditions name in turn, so that a few rows show much of it.
  const turn = kind === 'repeat' && !column.distinct ? 0 : index;
  const ordinary = [...plain, ...rotated(onlyAccepted(hints), turn), ...hints, ...others, ...low, ...high];
  const order = {
    full: ordinary,
    repeat: ordinary,
    sparse: ordinary,
    low: [...low, ...fixed(hints), ...others, ...hints, ...plain, ...high],
    high: [...high, ...fixed(hints).toReversed(), ...others, ...hints, ...plain, ...low],
    compared: [...rotated(compared, value >> 1), ...ordinary],
  }[kind];
  const usable = onlyAccepted(order);
  const values = [
    ...(column.distinct && kind !== 'compared' ? varyingFirst(column, usable) : usable),
    ...order.filter((number) => column.sometimesAccepted.includes(number)),
  ];
  const absent = onlyAccepted(column.nullable ? [VALUE_FROM.null] : []);
  return kind === 'sparse' ? [...absent, ...values] : [...values, ...absent];
}

type NumbersByRole = Readonly<Record<Candidate['role'], readonly number[]>>;

/** Each row of a table asks again. */
const byRole = new WeakMap<readonly Candidate[], NumbersByRole>();

function numbersByRole(candidates: readonly Candidate[]): NumbersByRole {
  const known = byRole.get(candidates);
  if (known !== undefined) {
    return known;
  }
  const numbers: Record<Candidate['role'], number[]> = {
    plain: [],
    hint: [],
    other: [],
    low: [],
    high: [],
    compared: [],
  };
  candidates.forEach(({ role }, number) => numbers[role].push(number));
  byRole.set(candidates, numbers);
  return numbers;
}

function rotated(list: readonly number[], by: number): number[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/** A unique column needs candidates that vary from row to row before constant ones. */
function varyingFirst({ candidates }: ColumnPlan, order: readonly number[]): number[] {
  return order.toSorted((a, b) => Number(candidates[b]?.varies ?? false) - Number(candidates[a]?.varies ?? false));
}

/** The columns of a row as its kind prefers them. */
export function preferredRow({ columns }: TablePlan, kind: RowKind, index: number): number[] {
  return columns.map((column) => preferences(column, kind, index)[0] ?? (column.nullable ? VALUE_FROM.null : 0));
}

/** How the foreign keys of a table, except for some, get their values. */
export function parentPlan(plan: TablePlan, without: ReadonlySet<ForeignKeyShape>): ParentPlan {
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

/** What makes the values of one call differ from those of another. */
export interface Variation {
  salt: number;
  /** Counts the trials of one row, so that each has other values. */
  trial: number;
}

/** The index of the row whose values the row `repeat` has, and its own. */
const [FULL, REPEAT] = [ROW_KINDS.indexOf('full'), ROW_KINDS.indexOf('repeat')];

/** The seed of a value: depends on the table, row, column and variation only. */
export function valueSeed(plan: TablePlan, column: number, index: number, { salt, trial }: Variation): ValueSeed {
  const { hash = 0, distinct = false } = plan.columns[column] ?? {};
  const shared = index === REPEAT && !distinct ? FULL : index;
  const row = mix(mix(mix(plan.hash, salt), trial), shared);
  return { cell: mix(row, hash), row, index: shared + trial, ordinal: column };
}
