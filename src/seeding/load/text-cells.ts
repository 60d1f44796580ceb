import type { Types } from '../schema/table-shape.ts';
import { bareType } from '../schema/type-hints.ts';
import type { CellValue } from './batch.ts';
import { jsonText } from './cell-writer.ts';
import { partsOf } from './composite-writer.ts';
import { UnfitValue } from './unfit-value.ts';

/** A value as PostgreSQL's input function of the type reads it, for types whose binary form is not known. */
export function cellText(types: Types, name: string, value: Exclude<CellValue, null>): string {
  const { type } = bareType(types, name, -1);
  if (type?.bare === 'json' || type?.bare === 'jsonb') {
    return jsonText(value);
  }
  if (isMoment(type?.bare) && typeof value === 'number') {
    return momentText(value);
  }
  if (typeof value !== 'object') {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  if (type?.kind === 'c') {
    const parts = partsOf(
      value,
      type.attributes.map((field) => field.name),
    );
    return `(${parts.map((part, i) => (part === null ? '' : quoted(cellText(types, type.attributes[i]?.type ?? '', part)))).join(',')})`;
  }
  if (isList(value)) {
    const element = type?.element ?? '';
    return `{${value.map((part) => (part === null ? 'NULL' : isList(part) ? cellText(types, name, part) : quoted(cellText(types, element, part)))).join(',')}}`;
  }
  if (type?.kind === 'b' && type.element === null) {
    return jsonText(value);
  }
  throw new UnfitValue(value, `is not a ${name}`);
}

/** A field of COPY's text form. https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
export function copyField(text: string): string {
  return text.replaceAll(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function isMoment(bare: string | undefined): boolean {
  return bare === 'timestamptz' || bare === 'timestamp' || bare === 'date';
}

/** The years that are written alike by JavaScript and PostgreSQL: 1 to 9999. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.UTC(10_000, 0);

function momentText(milliseconds: number): string {
  if (milliseconds >= FIRST && milliseconds < LAST) {
    return new Date(milliseconds).toISOString().replace('Z', '+00');
  }
  if (Number.isNaN(milliseconds) || Number.isFinite(milliseconds)) {
    throw new UnfitValue(milliseconds, 'is not a time: give milliseconds since 1970, or ISO 8601');
  }
  return milliseconds > 0 ? 'infinity' : '-infinity';
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function isList(value: CellValue): value is readonly CellValue[] {
  return Array.isArray(value);
}
