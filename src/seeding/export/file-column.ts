import { typeFor } from '../job/left-out.ts';
import type { Column } from '../load/batch.ts';

const PLAIN = ['uuid', 'text', 'timestamptz', 'float8', 'int4', 'bool', 'jsonb', 'interval', 'text[]'] as const;

/** A type that files have a form for. */
export type FileType =
  | { readonly kind: (typeof PLAIN)[number] }
  | { readonly kind: 'numeric'; readonly precision: number; readonly scale: number }
  /** A composite of `float8`. */
  | { readonly kind: 'composite'; readonly fields: readonly string[] };

/** A column of a table in a file. */
export interface FileColumn {
  readonly name: string;
  readonly type: FileType;
  /** As PostgreSQL names the type. */
  readonly typeName: string;
  readonly unit?: string;
}

/** @param text the type, a space and the unit, e.g. `numeric(19,4) GBP` */
export function fileColumn(name: string, text: string): FileColumn {
  const [typeName = '', unit] = text.split(' ');
  return { name, typeName, type: fileType(typeName), ...(unit === undefined ? {} : { unit }) };
}

/** Names of types as SQL has them. */
const ALIASES: Readonly<Record<string, string>> = {
  'double precision': 'float8',
  integer: 'int4',
  boolean: 'bool',
};

/** A column of which only the values are known, and perhaps the SQL type. */
export function inferredColumn(name: string, column: Column, type = typeFor(column)): FileColumn {
  const typeName = ALIASES[type] ?? type;
  return { name, typeName, type: fileType(typeName) };
}

function fileType(name: string): FileType {
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(name) ?? [];
  if (precision !== undefined) {
    return { kind: 'numeric', precision: Number(precision), scale: Number(scale) };
  }
  const [, fields] = /^\((.+)\)$/.exec(name) ?? [];
  if (fields !== undefined) {
    return { kind: 'composite', fields: fields.split(',') };
  }
  return { kind: PLAIN.find((kind) => kind === name) ?? 'text' };
}
