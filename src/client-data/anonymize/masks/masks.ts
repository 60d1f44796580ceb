import type { DumpTable, FieldMasks } from '../../tables/dump-table.ts';
import { isJsonDocument, type JsonPiece, rewriteJson } from '../json/rewrite-json.ts';
import { KEEP } from '../classify/judge.ts';
import { shapeOf } from '../classify/value-shapes.ts';
import { ElementalError } from '../../../support/errors.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { ValueLimits } from '../rules/rule.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { replaceElements } from './array-elements.ts';

/** The rule of texts that stay but for known values in them. */
export const REFERENCE = 'reference';

/** The path in the rules of a column that stands for those keys of an object that are values. */
export function pathOfKeys(path: string): string {
  return `${path}.*#key`;
}

/** Of a column with JSON: by path. */
export type ColumnRules = string | ReadonlyMap<string, string>;

/** What becomes of one column. */
export interface ColumnPlan {
  column: SourceColumn;
  /** A rule, `keep` or `reference`; of a column with JSON, one for each path. */
  rules: ColumnRules;
  limits: ValueLimits;
}

/** The masks of a table's columns that are not kept. */
export function masksOf(
  table: DumpTable,
  plans: readonly ColumnPlan[],
  pseudonyms: Pseudonyms,
  nameOfKey: (key: string) => string,
): FieldMasks {
  const masks = new Map<string, (text: string) => string>();
  for (const plan of plans) {
    if (plan.column.table.id === table.id && plan.rules !== KEEP) {
      masks.set(plan.column.name, maskOf(plan, pseudonyms, nameOfKey));
    }
  }
  return masks;
}

function maskOf(
  plan: ColumnPlan,
  pseudonyms: Pseudonyms,
  nameOfKey: (key: string) => string,
): (text: string) => string {
  const element = elementMask(plan, pseudonyms, nameOfKey);
  return plan.column.isArray ? (text) => replaceElements(text, element) : element;
}

/** The mask of a value, or of an array's element. */
export function elementMask(
  { column, rules, limits }: ColumnPlan,
  pseudonyms: Pseudonyms,
  nameOfKey: (key: string) => string,
): (text: string) => string {
  if (typeof rules !== 'string') {
    return (text) => maskJson(text, column, rules, pseudonyms, nameOfKey);
  }
  return rules === REFERENCE
    ? (text) => pseudonyms.replaceKnown(text, true)
    : (text) => pseudonyms.of(rules, text, limits);
}

function maskJson(
  text: string,
  column: SourceColumn,
  rules: ReadonlyMap<string, string>,
  pseudonyms: Pseudonyms,
  nameOfKey: (key: string) => string,
): string {
  if (column.kind === 'text' && !isJsonDocument(text)) {
    // A text column with JSON in most rows.
    return pseudonyms.of('by-form', text);
  }
  const masked = rewriteJson(text, (piece) => maskPiece(piece, column, rules, pseudonyms, nameOfKey), nameOfKey);
  if (masked === undefined) {
    throw new ElementalError(`${column.id} holds a value that cannot be read as JSON`, {
      code: 'ANONYMIZE_BAD_JSON',
      kind: 'migration',
      hint: 'Give the column one rule instead of rules by path, e.g. "text".',
    });
  }
  return masked;
}

function maskPiece(
  { kind, path, value }: JsonPiece,
  column: SourceColumn,
  rules: ReadonlyMap<string, string>,
  pseudonyms: Pseudonyms,
  nameOfKey: (key: string) => string,
): string {
  if (kind === 'key') {
    const rule = rules.get(pathOfKeys(path));
    const isRuled = rule !== undefined && rule !== KEEP && rule !== REFERENCE && nameOfKey(value) === '*';
    const known = pseudonyms.originals.domainOf(value);
    const isOwn = known === undefined || pseudonyms.ruleName(known) === rule;
    return isRuled && isOwn && ruleOfKey(value, pseudonyms) === undefined
      ? pseudonyms.of(rule, value)
      : maskKey(value, pseudonyms);
  }
  const rule = rules.get(path);
  if (kind === 'number') {
    return rule === undefined || rule === KEEP || rule === REFERENCE
      ? value
      : pseudonyms.of(rule, value, { maxLength: Number.POSITIVE_INFINITY, type: 'numeric' });
  }
  if (rule === undefined) {
    throw new ElementalError(`${column.id}: no rule for ${path}`, {
      code: 'ANONYMIZE_UNDECIDED',
      kind: 'migration',
      hint: 'Run "elementaldb client-data dump --plan --write-plan" again, and review the new path.',
    });
  }
  return rule === KEEP || rule === REFERENCE
    ? pseudonyms.replaceKnown(value, rule === REFERENCE)
    : pseudonyms.of(rule, value);
}

/** Keys of an object that are values: known ones, and those whose form tells what they are. */
function maskKey(key: string, pseudonyms: Pseudonyms): string {
  const rule = ruleOfKey(key, pseudonyms);
  return rule === undefined ? pseudonyms.replaceKnown(key) : pseudonyms.of(rule, key);
}

/** The rule of a key that is a value by its form. */
export function ruleOfKey(key: string, pseudonyms: Pseudonyms): string | undefined {
  if (pseudonyms.originals.domainOf(key) !== undefined) {
    return undefined;
  }
  const shape = shapeOf(key);
  return shape === 'file-name' || shape === 'coordinates' ? undefined : shape;
}
