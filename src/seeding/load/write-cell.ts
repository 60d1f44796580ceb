import type { CellValue } from './batch.ts';
import type { Block } from './block.ts';

/** Appends a value, not NULL, in the binary form of its type, preceded by its length. @throws UnfitValue */
export type CellWriter = (block: Block, value: CellValue) => void;

/** Writes NULL, or the value. */
export function writeCell(block: Block, value: CellValue, write: CellWriter): void {
  if (value === null) {
    block.int32(-1);
  } else {
    write(block, value);
  }
}
