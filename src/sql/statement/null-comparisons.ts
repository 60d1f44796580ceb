import { strings } from '../default-names.ts';
import { isObject } from '../../support/json.ts';
import { isNullConstant, walk } from './expression.ts';

/** A comparison with the constant NULL, whose result is always NULL. */
export interface NullComparison {
  /** Index into the file's text. */
  index: number;
  /** What it does, e.g. `= NULL is never true`. */
  what: string;
  /** What tests for NULL instead. */
  instead: string;
}

const OPERATORS = new Set(['=', '<>', '<', '>', '<=', '>=']);

/** The comparisons with NULL in a parse tree, in their order. */
export function nullComparisons(tree: unknown, offsetOf: (location: number | undefined) => number): NullComparison[] {
  const found: NullComparison[] = [];
  const add = (node: Record<string, unknown>, what: string, instead: string): void => {
    found.push({ index: offsetOf(Number(node['location'] ?? 0)), what, instead });
  };
  walk(tree, (key, value) => {
    if (!isObject(value)) {
      return;
    }
    if (key === 'A_Expr') {
      const [what, instead] = comparison(value) ?? [];
      if (what !== undefined && instead !== undefined) {
        add(value, what, instead);
      }
    } else if (key === 'CaseExpr' && value['arg'] !== undefined && Array.isArray(value['args'])) {
      for (const each of value['args']) {
        const branch: unknown = isObject(each) ? each['CaseWhen'] : undefined;
        if (isObject(branch) && isNullConstant(branch['expr'])) {
          add(branch, 'CASE … WHEN NULL matches nothing', 'CASE WHEN … IS NULL');
        }
      }
    }
  });
  return found;
}

function comparison({ kind, name, lexpr, rexpr }: Record<string, unknown>): [string, string] | undefined {
  const operator = (Array.isArray(name) ? strings(name).at(-1) : undefined) ?? '';
  if (kind === 'AEXPR_OP' && OPERATORS.has(operator)) {
    const isRight = isNullConstant(rexpr);
    return isRight || isNullConstant(lexpr)
      ? [
          `${isRight ? `${operator} NULL` : `NULL ${operator}`} is never true`,
          operator === '<>' ? 'IS NOT NULL' : 'IS NULL',
        ]
      : undefined;
  }
  const list = kind === 'AEXPR_IN' && isObject(rexpr) ? rexpr['List'] : undefined;
  const items = isObject(list) && Array.isArray(list['items']) ? list['items'] : [];
  return items.some(isNullConstant)
    ? operator === '<>'
      ? ['NOT IN (…, NULL) is never true', 'NOT IN (…) AND … IS NOT NULL']
      : ['IN (…, NULL) does not find NULL', 'IN (…) OR … IS NULL']
    : undefined;
}
