import { textOf } from '../../sql/lazy-text.ts';
import type { Expression } from '../../sql/statement/expression.ts';

/** Functions that give another value when they are applied to their own. */
const ADDS_UP = new Set([
  'array_append',
  'array_prepend',
  'array_cat',
  'concat',
  'concat_ws',
  'lpad',
  'repeat',
  'reverse',
]);

/**
 * Whether an expression gives another value when it is applied to its own. JSON that is merged with an object, or has a key
 * taken away, is the same after the second time.
 */
export function changesEachRun({ operators, functions, shape }: Expression): boolean {
  const isJson = /"sval":"(?:jsonb?|\s*\{)/.test(textOf(shape)) || functions.some((name) => name.startsWith('json'));
  return (
    functions.some((name) => ADDS_UP.has(name)) ||
    operators.some((operator) => ['+', '*', '/', '%', '^'].includes(operator)) ||
    (operators.includes('-') && !/"A_Const":\{"sval"/.test(textOf(shape))) ||
    (operators.includes('||') && !isJson)
  );
}
