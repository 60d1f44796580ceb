import type { Constraint, IndexElem, IndexStmt, Node } from 'libpg-query';

/** PostgreSQL cuts names to 63 bytes (NAMEDATALEN - 1). */
const MAX_BYTES = 63;

/** The name that PostgreSQL gives: `table_column_key`, cut so that it fits. */
export interface DefaultName {
  table: string;
  /** Columns joined with underscores; undefined for `table_pkey` and the like. */
  columns: string | undefined;
  /** `key`, `check`, `fkey`, `idx`, `pkey`, `excl`, `not_null`, `seq`. */
  label: string;
}

/**
 * Writes such a name out.
 *
 * @param suffix what is appended to a name that is taken: `1`, `2`, …
 * @see `makeObjectName` in https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/commands/indexcmds.c
 */
export function writeDefaultName({ table, columns, label }: DefaultName, suffix = ''): string {
  const available = MAX_BYTES - byteLength(label + suffix) - (columns === undefined ? 1 : 2);
  let tableBytes = byteLength(table);
  let columnBytes = byteLength(columns ?? '');
  while (tableBytes + columnBytes > available) {
    if (tableBytes > columnBytes) {
      tableBytes -= 1;
    } else {
      columnBytes -= 1;
    }
  }
  const middle = columns === undefined ? [] : [clip(columns, columnBytes)];
  return [clip(table, tableBytes), ...middle, label + suffix].join('_');
}

/** The first of such names that is not taken, as PostgreSQL takes it. */
export function freeName(given: DefaultName, isTaken: (name: string) => boolean): string {
  let name = writeDefaultName(given);
  for (let i = 1; isTaken(name); i += 1) {
    name = writeDefaultName(given, String(i));
  }
  return name;
}

/** Whether PostgreSQL may have given this name, with a number if others were taken. */
export function isDefaultName(name: string, by: DefaultName): boolean {
  const suffix = /\d*$/.exec(name)?.[0] ?? '';
  return name === writeDefaultName(by) || (suffix !== '' && name === writeDefaultName(by, suffix));
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** As many whole characters as fit into the bytes. */
function clip(text: string, bytes: number): string {
  let clipped = '';
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) {
      break;
    }
    clipped += character;
  }
  return clipped;
}

/**
 * How PostgreSQL names a constraint that is written without a name; undefined where it is none that has one.
 *
 * @param column the column that it is written at, if it is
 */
export function defaultConstraintName(
  constraint: Constraint,
  table: string,
  column: string | undefined,
): DefaultName | undefined {
  const {
    contype,
    keys = [],
    including = [],
    fk_attrs: foreign = [],
    exclusions = [],
    raw_expr: condition,
  } = constraint;
  const own = column === undefined ? [] : [column];
  const kind: string = contype ?? '';
  switch (kind) {
    case 'CONSTR_PRIMARY': {
      return { table, columns: undefined, label: 'pkey' };
    }
    case 'CONSTR_UNIQUE': {
      return { table, columns: joined([...own, ...strings(keys), ...strings(including)]), label: 'key' };
    }
    case 'CONSTR_FOREIGN': {
      return { table, columns: joined([...own, ...strings(foreign)]), label: 'fkey' };
    }
    case 'CONSTR_EXCLUSION': {
      const elements = exclusions.flatMap((each) => ('List' in each ? (each.List.items?.slice(0, 1) ?? []) : []));
      return { table, columns: joined([...elementNames(elements), ...strings(including)]), label: 'excl' };
    }
    case 'CONSTR_CHECK': {
      const columns = [...new Set(columnsOf(condition))];
      return { table, columns: columns.length === 1 ? columns[0] : undefined, label: 'check' };
    }
    case 'CONSTR_NOTNULL': {
      return { table, columns: column ?? strings(keys)[0], label: 'not_null' };
    }
    default: {
      return undefined;
    }
  }
}

/** How PostgreSQL names an index that is written without a name. */
export function defaultIndexName({ relation, indexParams = [], indexIncludingParams = [] }: IndexStmt): DefaultName {
  const names = elementNames([...indexParams, ...indexIncludingParams]);
  return { table: relation?.relname ?? '', columns: joined(names), label: 'idx' };
}

/** Each element's name; a name that another has gets a number. */
function elementNames(elements: readonly Node[]): string[] {
  const names: string[] = [];
  for (const element of elements) {
    const base = 'IndexElem' in element ? elementName(element.IndexElem) : 'expr';
    let name = base;
    for (let i = 1; names.includes(name); i += 1) {
      name = `${base}${i}`;
    }
    names.push(name);
  }
  return names;
}

function elementName({ name, expr }: IndexElem): string {
  return name ?? (expr === undefined ? undefined : expressionName(expr)) ?? 'expr';
}

/** `FigureIndexColname` in https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/parser/parse_target.c */
function expressionName(node: Node): string | undefined {
  if ('FuncCall' in node) {
    return strings(node.FuncCall.funcname).at(-1);
  }
  if ('ColumnRef' in node) {
    return strings(node.ColumnRef.fields).at(-1);
  }
  if ('CollateClause' in node) {
    return node.CollateClause.arg === undefined ? undefined : expressionName(node.CollateClause.arg);
  }
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    return (arg === undefined ? undefined : expressionName(arg)) ?? strings(typeName?.names).at(-1);
  }
  return 'CoalesceExpr' in node ? 'coalesce' : undefined;
}

/** PostgreSQL stops joining when a name's length is reached. */
function joined(names: readonly string[]): string {
  let text = '';
  for (const name of names) {
    text += text === '' ? name : `_${name}`;
    if (byteLength(text) > MAX_BYTES) {
      break;
    }
  }
  return text;
}

/** The columns that an expression mentions. */
function columnsOf(tree: unknown): string[] {
  if (Array.isArray(tree)) {
    return tree.flatMap(columnsOf);
  }
  if (typeof tree !== 'object' || tree === null) {
    return [];
  }
  if ('ColumnRef' in tree && typeof tree.ColumnRef === 'object' && tree.ColumnRef !== null) {
    const { fields }: { fields?: unknown } = tree.ColumnRef;
    return Array.isArray(fields) ? strings(fields).slice(-1) : [];
  }
  return Object.values(tree).flatMap(columnsOf);
}

/** The texts of a list of name parts. */
export function strings(nodes: readonly unknown[] = []): string[] {
  const found: string[] = [];
  for (const node of nodes) {
    const text = stringValue(node);
    if (text !== undefined) {
      found.push(text);
    }
  }
  return found;
}

function stringValue(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('String' in node)) {
    return undefined;
  }
  const { String: value } = node;
  return typeof value === 'object' && value !== null && 'sval' in value && typeof value.sval === 'string'
    ? value.sval
    : undefined;
}
