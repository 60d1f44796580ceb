/** How the fields of a column are searched: as text, as a number, or not at all since no identifier is written so. */
export type FieldKind = 'text' | 'number' | 'time' | 'uuid' | 'boolean';

/** The kind of a column; table and column as COPY names them. */
export type KindOf = (table: string, column: string) => FieldKind;

/** By the name of the type below domains, as `pg_type` has it; of arrays, all are searched as text. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  bool: 'boolean',
  float4: 'number',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  timestamp: 'time',
  timestamptz: 'time',
  uuid: 'uuid',
};

export function fieldKind(baseType: string): FieldKind {
  return KINDS[baseType] ?? 'text';
}

/** So many bytes from a field's beginning are its own, whatever follows: they need no look for its end. */
export function sureBytes(kind: FieldKind, bytes: Buffer, start: number): number {
  const isUuid = kind === 'uuid' && bytes[start + 8] === HYPHEN && bytes[start + 23] === HYPHEN;
  // `2026-01-31 12:30:00` and more.
  const isTime = kind === 'time' && bytes[start + 10] === SPACE && bytes[start + 13] === COLON;
  const count = isUuid ? 36 : isTime ? 19 : 0;
  // NULL and `infinity` are shorter: then the signs are those of a field behind.
  for (let i = start; i < start + count; i += 1) {
    if (bytes[i] === TAB || bytes[i] === NEWLINE) {
      return 0;
    }
  }
  return count;
}

const [TAB, NEWLINE, SPACE, HYPHEN, COLON] = [0x09, 0x0a, 0x20, 0x2d, 0x3a];
