import { parseDecimal } from '../load/decimal.ts';

/**
 * A JSON value as `jsonb` writes it: shorter keys first, then by their bytes; blanks after commas and colons; numbers
 * without exponents.
 *
 * @param value as `JSON.parse` gives it
 */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(jsonbText).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => ({
      key,
      bytes: Buffer.from(key),
      member: member as unknown,
    }));
    const sorted = members.toSorted((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes));
    return `{${sorted.map(({ key, member }) => `${JSON.stringify(key)}: ${jsonbText(member)}`).join(', ')}}`;
  }
  return typeof value === 'number' ? numberText(value) : JSON.stringify(value);
}

function numberText(value: number): string {
  const text = String(value);
  const decimal = text.includes('e') ? parseDecimal(text) : undefined;
  if (decimal === undefined) {
    return text;
  }
  const { negative, whole, fraction } = decimal;
  return `${negative ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
}
