import type { CellValue } from './batch.ts';
import { UnfitValue } from './unfit-value.ts';
import { writeCell, type CellWriter } from './write-cell.ts';

/** An attribute of a composite type. */
export interface Attribute {
  name: string;
  oid: number;
  write: CellWriter;
}

/**
 * Writes values of a composite type, from objects by the names of its attributes or from lists in their order.
 *
 * https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/rowtypes.c (record_recv)
 */
export function compositeWriter(fields: readonly Attribute[]): CellWriter {
  return (block, value) => {
    const parts = partsOf(
      value,
      fields.map(({ name }) => name),
    );
    const start = block.reserve(4);
    block.int32(fields.length);
    fields.forEach(({ oid, write }, i) => {
      block.uint32(oid);
      writeCell(block, parts[i] ?? null, write);
    });
    block.view.setInt32(start, block.length - start - 4);
  };
}

/** The values of a composite's attributes in their order. @throws UnfitValue */
export function partsOf(value: CellValue, names: readonly string[]): readonly CellValue[] {
  if (typeof value !== 'object' || value === null) {
    throw new UnfitValue(value, `is not a composite of ${names.join(', ')}`);
  }
  if (isList(value)) {
    if (value.length !== names.length) {
      throw new UnfitValue(value, `does not have the ${names.length} parts ${names.join(', ')}`);
    }
    return value;
  }
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UnfitValue(value, `has a part ${unknown}; there are ${names.join(', ')}`);
  }
  return names.map((name) => value[name] ?? null);
}

function isList(value: object): value is readonly CellValue[] {
  return Array.isArray(value);
}
