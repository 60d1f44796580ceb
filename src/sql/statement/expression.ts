import type { LazyText } from '../lazy-text.ts';
import { strings } from '../default-names.ts';
import { isObject } from '../../support/json.ts';

/** What an expression is made of, as far as rules ask. */
export interface Expression {
  /** Names of the functions that it calls, without their schemas. */
  functions: readonly string[];
  /** Names of the columns that it mentions. */
  columns: readonly string[];
  /** Operators, e.g. `+`. */
  operators: readonly string[];
  isNull: boolean;
  /** Without white space and positions, so that two can be compared. */
  shape: LazyText;
  /** The same without casts. */
  bare: LazyText;
}

/** Calls `visit` for each field of a parse tree, parents first. */
export function walk(tree: unknown, visit: (key: string, value: unknown) => void): void {
  if (Array.isArray(tree)) {
    for (const each of tree) {
      walk(each, visit);
    }
  } else if (isObject(tree)) {
    for (const [key, value] of Object.entries(tree)) {
      visit(key, value);
      walk(value, visit);
    }
  }
}

/** The summary of an expression in the parse tree. */
export function expression(tree: unknown): Expression {
  const functions: string[] = [];
  const columns: string[] = [];
  const operators: string[] = [];
  walk(tree, (key, value) => {
    if (!isObject(value)) {
      return;
    }
    if (key === 'FuncCall') {
      functions.push(namesIn(value['funcname']).at(-1) ?? '');
    } else if (key === 'ColumnRef') {
      columns.push(namesIn(value['fields']).at(-1) ?? '');
    } else if (key === 'A_Expr') {
      operators.push(namesIn(value['name']).at(-1) ?? '');
    } else if (key === 'SQLValueFunction') {
      functions.push(String(value['op']).replace('SVFOP_', '').toLowerCase());
    }
  });
  return {
    functions,
    columns,
    operators,
    isNull: isNullConstant(tree),
    shape: shapeOf(tree),
    bare: () => shapeOf(withoutCasts(tree))(),
  };
}

function withoutCasts(tree: unknown): unknown {
  if (Array.isArray(tree)) {
    return tree.map(withoutCasts);
  }
  if (!isObject(tree)) {
    return tree;
  }
  const { TypeCast: cast } = tree;
  return isObject(cast)
    ? withoutCasts(cast['arg'])
    : Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withoutCasts(value)]));
}

/** Whether it is the constant NULL, also with a cast. */
export function isNullConstant(tree: unknown): boolean {
  if (!isObject(tree)) {
    return false;
  }
  const { A_Const: constant, TypeCast: cast } = tree;
  if (isObject(cast)) {
    return isNullConstant(cast['arg']);
  }
  return isObject(constant) && constant['isnull'] === true;
}

/** A parse tree without the positions of its parts, written out when it is first asked for. */
export function shapeOf(tree: unknown): () => string {
  let shape: string | undefined;
  return () => {
    shape ??= JSON.stringify(tree ?? null, (key, value: unknown) =>
      key === 'location' || key.endsWith('_location') || key === 'if_not_exists' || key === 'replace'
        ? undefined
        : value,
    );
    return shape;
  };
}

function namesIn(list: unknown): string[] {
  return Array.isArray(list) ? strings(list) : [];
}

/** Functions whose value differs from row to row, so that a default of them rewrites the table. */
const VOLATILE = new Set([
  'random',
  'random_normal',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuid_generate_v4',
  'gen_random_bytes',
  'clock_timestamp',
  'timeofday',
  'nextval',
]);

/** Whether the value is another for each row. Functions of users count as stable. */
export function isVolatile({ functions }: Expression): boolean {
  return functions.some((name) => VOLATILE.has(name));
}
