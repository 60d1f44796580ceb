import type { Types, TypeShape } from '../schema/table-shape.ts';
import { bareType, textLimit } from '../schema/type-hints.ts';
import { arrayWriter } from './array-writer.ts';
import type { CellValue } from './batch.ts';
import type { Block } from './block.ts';
import { compositeWriter, type Attribute } from './composite-writer.ts';
import { wholeNumber, type WholeRange } from './decimal.ts';
import { days, intervalParts, microseconds } from './moments.ts';
import { numericLimit, writeNumeric } from './numeric.ts';
import { UnfitValue } from './unfit-value.ts';
import type { CellWriter } from './write-cell.ts';

/** How values of a type are written; undefined where the binary form is not known, then as text. */
export function cellWriter(types: Types, name: string, typeModifier: number): CellWriter | undefined {
  const { type, modifier } = bareType(types, name, typeModifier);
  switch (type?.kind) {
    case 'e':
      return labelWriter(new Set(type.labels));
    case 'c':
      return attributesWriter(types, type);
    case 'b':
      return type.element === null ? baseWriter(type.bare, modifier) : elementsWriter(types, type.element, modifier);
    default:
      return undefined;
  }
}

function elementsWriter(types: Types, element: string, modifier: number): CellWriter | undefined {
  const type = types.get(element);
  const write = cellWriter(types, element, modifier);
  return type === undefined || write === undefined ? undefined : arrayWriter(type, write);
}

function attributesWriter(types: Types, { attributes }: TypeShape): CellWriter | undefined {
  const fields = attributes.flatMap(({ name, type, modifier }): Attribute[] => {
    const [oid, write] = [types.get(type)?.oid, cellWriter(types, type, modifier)];
    return oid === undefined || write === undefined ? [] : [{ name, oid, write }];
  });
  return fields.length === attributes.length ? compositeWriter(fields) : undefined;
}

function baseWriter(bare: string, modifier: number): CellWriter | undefined {
  const limit = textLimit(bare, modifier);
  if (limit !== undefined) {
    return (block, value) => block.text(textOf(value, limit));
  }
  if (bare === 'numeric') {
    const digits = numericLimit(modifier);
    return (block, value) => writeNumeric(block, numberLike(value), digits);
  }
  return WRITERS[bare];
}

const WHOLE: Readonly<Record<'int2' | 'int4' | 'int8' | 'oid', WholeRange>> = {
  int2: { low: -0x8000n, high: 0x7fffn },
  int4: { low: -0x8000_0000n, high: 0x7fff_ffffn },
  int8: { low: -0x8000_0000_0000_0000n, high: 0x7fff_ffff_ffff_ffffn },
  oid: { low: 0n, high: 0xffff_ffffn },
};

/** https://github.com/postgres/postgres/tree/REL_18_STABLE/src/backend/utils/adt (the functions `…_recv`) */
const WRITERS: Readonly<Record<string, CellWriter>> = {
  int2: (block, value) => {
    block.int32(2);
    block.int16(Number(wholeNumber(numberLike(value), WHOLE.int2)));
  },
  int4: (block, value) => {
    block.int32(4);
    block.int32(Number(wholeNumber(numberLike(value), WHOLE.int4)));
  },
  int8: (block, value) => {
    block.int32(8);
    block.int64(wholeNumber(numberLike(value), WHOLE.int8));
  },
  oid: (block, value) => {
    block.int32(4);
    block.uint32(Number(wholeNumber(numberLike(value), WHOLE.oid)));
  },
  float4: (block, value) => {
    const number = floatOf(value);
    if (Number.isFinite(number) && !Number.isFinite(Math.fround(number))) {
      throw new UnfitValue(value, 'is too large for real');
    }
    block.int32(4);
    const at = block.reserve(4);
    block.view.setFloat32(at, number);
  },
  float8: (block, value) => {
    block.int32(8);
    block.float64(floatOf(value));
  },
  bool: (block, value) => {
    block.int32(1);
    const at = block.reserve(1);
    block.bytes[at] = truth(value) ? 1 : 0;
  },
  uuid: (block, value) => {
    if (typeof value !== 'string' || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) {
      throw new UnfitValue(value, 'is not a UUID');
    }
    block.int32(16);
    const at = block.reserve(16);
    block.bytes.write(value.replaceAll('-', ''), at, 'hex');
  },
  timestamptz: writeMoment,
  timestamp: writeMoment,
  date: (block, value) => {
    block.int32(4);
    block.int32(days(value));
  },
  interval: (block, value) => {
    const parts = intervalParts(value);
    block.int32(16);
    block.int64(parts.microseconds);
    block.int32(parts.days);
    block.int32(parts.months);
  },
  json: (block, value) => block.text(jsonText(value)),
  jsonb: (block, value) => {
    // The byte before the text is the version of the form.
    block.text(`\u0001${jsonText(value)}`);
  },
  bytea: (block, value) => {
    if (typeof value !== 'string' || !/^\\x(?:[\da-f]{2})*$/i.test(value)) {
      throw new UnfitValue(value, String.raw`is not a bytea value: give \x and hexadecimal digits`);
    }
    const bytes = Buffer.from(value.slice(2), 'hex');
    block.int32(bytes.length);
    block.copy(bytes);
  },
};

function writeMoment(block: Block, value: CellValue): void {
  block.int32(8);
  block.int64(microseconds(value));
}

function labelWriter(labels: ReadonlySet<string>): CellWriter {
  return (block, value) => {
    if (typeof value !== 'string' || !labels.has(value)) {
      throw new UnfitValue(value, `is not one of ${[...labels].join(', ')}`);
    }
    block.text(value);
  };
}

function numberLike(value: CellValue): string | number | bigint {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  throw new UnfitValue(value, 'is not a number');
}

function floatOf(value: CellValue): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(numberLike(value));
  if (Number.isNaN(number) && value !== 'NaN' && typeof value === 'string') {
    throw new UnfitValue(value, 'is not a number');
  }
  return number;
}

function truth(value: CellValue): boolean {
  if (typeof value === 'boolean') {
    return value;
  }
  const known = typeof value === 'string' ? { true: true, false: false, t: true, f: false }[value] : undefined;
  if (known === undefined) {
    throw new UnfitValue(value, 'is neither true nor false');
  }
  return known;
}

/** A zero byte, or half of a pair of surrogates. */
const NO_TEXT = /[\0\p{Surrogate}]/u;

function textOf(value: CellValue, limit: number | null): string {
  const text = typeof value === 'object' ? jsonText(value) : String(value);
  if (NO_TEXT.test(text)) {
    throw new UnfitValue(value, 'contains a zero byte or half of a character');
  }
  if (limit !== null && text.length > limit && Array.from(text).length > limit) {
    throw new UnfitValue(value, `has more than ${limit} characters`);
  }
  return text;
}

/** JSON of a value: a text becomes a JSON string. @throws UnfitValue for what JSON cannot say, such as infinity */
export function jsonText(value: CellValue): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if ((typeof part === 'number' && !Number.isFinite(part)) || typeof part === 'bigint') {
      throw new UnfitValue(value, `holds ${String(part)}, which JSON cannot represent`);
    }
    return part;
  });
}
