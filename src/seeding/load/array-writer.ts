import type { TypeShape } from '../schema/table-shape.ts';
import type { CellValue } from './batch.ts';
import { writeCell, type CellWriter } from './write-cell.ts';
import { UnfitValue } from './unfit-value.ts';

/**
 * Writes arrays of a type, of as many dimensions as the value has.
 *
 * https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/arrayfuncs.c (array_recv)
 */
export function arrayWriter(type: TypeShape, write: CellWriter): CellWriter {
  // What may itself be a list is not taken for a further dimension.
  const flat = ['json', 'jsonb'].includes(type.bare) || type.kind === 'c';
  return (block, value) => {
    if (!isList(value)) {
      throw new UnfitValue(value, 'is not a list');
    }
    const sizes = flat ? [value.length] : sizesOf(value);
    const members = sizes.slice(1).reduce<readonly CellValue[]>((list, size) => flatter(value, list, size), value);
    const start = block.reserve(4);
    block.int32(members.length === 0 ? 0 : sizes.length);
    block.int32(members.includes(null) ? 1 : 0);
    block.uint32(type.oid);
    for (const size of members.length === 0 ? [] : sizes) {
      block.int32(size);
      block.int32(1);
    }
    members.forEach((member) => writeCell(block, member, write));
    block.view.setInt32(start, block.length - start - 4);
  };
}

function sizesOf(list: readonly CellValue[]): number[] {
  const [first] = list;
  return [list.length, ...(first !== undefined && isList(first) ? sizesOf(first) : [])];
}

function flatter(whole: CellValue, list: readonly CellValue[], size: number): readonly CellValue[] {
  return list.flatMap((member) => {
    if (!isList(member) || member.length !== size) {
      throw new UnfitValue(whole, 'contains lists of different lengths');
    }
    return member;
  });
}

function isList(value: CellValue): value is readonly CellValue[] {
  return Array.isArray(value);
}
