import type { Part } from './state.ts';

/** The comment of an object; undefined if it has none. */
export function commentOf({ step }: Part): string | undefined {
  const { comment } = step.definition;
  return typeof comment === 'string' ? comment : undefined;
}

/** Units of energy, power, money, mass, temperature, length, time and shares, with one prefix, also as a quotient. */
const UNIT = String.raw`(?:[kMGTm]?(?:Wh|W|VArh|VAr|VA|V|A|J|Hz|g|m[23]?|L)|t|kgCO2e?|gCO2e?|tCO2e?|GBP|EUR|USD|p|°C|K|%|s|ms|min|h|bytes?)`;
const QUOTIENT = `${UNIT}(?:/(?:\\(?${UNIT}(?:[ .·]${UNIT})*\\)?|day|year|month|period))?`;

/** A unit in brackets, behind `in`, or behind the last comma: `Energy, kWh.`, `Power in kW`, `Price [p/kWh]`. */
const UNIT_IN_COMMENT = new RegExp(
  `(?:[\\[(](${QUOTIENT})[\\])]|\\bin (${QUOTIENT})(?=[.,;:)\\s]|$)|, (${QUOTIENT})(?=[.;]|$))`,
);

/** The unit that a comment names; undefined if it names none. Shown as a help only: comments are prose. */
export function unitIn(comment: string): string | undefined {
  const [, bracketed, behindIn, behindComma] = UNIT_IN_COMMENT.exec(comment) ?? [];
  return bracketed ?? behindIn ?? behindComma;
}
