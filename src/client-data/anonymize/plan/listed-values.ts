import { quoteIdentifier } from '../../../sql/quote.ts';

/** `'gas'::text`, as PostgreSQL writes a literal; a quote in it is doubled. */
const LITERAL = String.raw`\(?'(?:[^']|'')*'(?:::[a-z" ]+(?:\(\d+\))?)?\)?(?:::[a-z ]+)?`;

/**
 * Whether a CHECK, as PostgreSQL writes it, lists all values of a column: `(fuel_type = ANY (ARRAY['gas'::text, 'elec'::text]))`.
 * What is computed from the column, such as its length, lists nothing.
 */
export function listsValues(check: string, column: string): boolean {
  const names = [column, quoteIdentifier(column)].map((name) =>
    name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
  );
  const left = String.raw`\(*(?:${names.join('|')})\)*(?:::[a-z ]+)?\)*`;
  const right = String.raw`ANY \(+ARRAY\[${LITERAL}(?:, ${LITERAL})*\]\)*(?:::[a-z ]+\[\])?\)*`;
  return new RegExp(`^${left} = ${right}$`).test(check);
}
