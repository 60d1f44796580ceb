import type { ColumnShape, Types } from '../schema/table-shape.ts';
import type { Batch, CellValue, Column } from './batch.ts';
import { Block } from './block.ts';
import { cellWriter } from './cell-writer.ts';
import { fixedColumn, type FixedColumn } from './fixed-column.ts';
import { copyField, cellText } from './text-cells.ts';
import { located, UnfitValue } from './unfit-value.ts';
import { writeCell, type CellWriter } from './write-cell.ts';

/** The destination of rows: a block to write into, which is another one after each `flush`. */
export interface BlockSink {
  readonly block: Block;
  flush(): Promise<void>;
}

/** A column of a batch, and the column of the table it goes to. */
export interface EncodedColumn {
  shape: ColumnShape;
  column: Column;
}

/** https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
export const BINARY_SIGNATURE = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const BINARY_END = Buffer.from([0xff, 0xff]);

/** Whether the binary form of every column's type is known. */
export function isBinary(types: Types, columns: readonly ColumnShape[]): boolean {
  return columns.every(({ type, modifier }) => cellWriter(types, type, modifier) !== undefined);
}

/**
 * Writes a batch's rows in COPY's binary form: whole blocks at a time if all columns have values of a fixed width.
 *
 * @throws UsageError `VALUE_DOES_NOT_FIT`
 */
export async function encodeBinary(
  types: Types,
  table: string,
  { rows }: Pick<Batch, 'rows'>,
  columns: readonly EncodedColumn[],
  sink: BlockSink,
): Promise<void> {
  const parts = columns.map((column) => partOf(types, table, column, rows));
  const widths = parts.map((part) =>
    'same' in part ? part.same.length : 'fixed' in part && !part.mayBeNull ? part.fixed.width : 0,
  );
  if (!widths.includes(0)) {
    await writeTemplates(rows, parts, widths, sink);
    return;
  }
  for (let row = 0; row < rows; row += 1) {
    const { block } = sink;
    block.int16(parts.length);
    for (const [i, part] of parts.entries()) {
      try {
        writeOne(block, part, row);
      } catch (error) {
        throw located(error, { table, column: columns[i]?.shape.name ?? '', row });
      }
    }
    if (block.free === 0) {
      await sink.flush();
    }
  }
}

type Part =
  | { same: Buffer }
  | { fixed: FixedColumn; mayBeNull: Uint8Array | undefined }
  | { write: CellWriter; value: (row: number) => CellValue };

/** Where values that are the same in all rows are encoded. */
const scratch = new Block();

function partOf(types: Types, table: string, { shape, column }: EncodedColumn, rows: number): Part {
  const write = cellWriter(types, shape.type, shape.modifier) ?? unknownForm;
  const at = { table, column: shape.name };
  if (column.kind === 'same') {
    return samePart(column.value, write, at);
  }
  if (column.values.length !== rows) {
    throw located(new UnfitValue(column.values.length, `values are given for ${rows} rows`), { ...at, row: 0 });
  }
  const [first] = column.values;
  if (column.kind === 'numbers' && typeof first === 'number' && isConstant(column, first)) {
    return samePart(first, write, at);
  }
  const fixed = fixedColumn(types, shape.type, shape.modifier, withoutNulls(column));
  if (fixed !== undefined && 'error' in fixed) {
    throw located(fixed.error, { ...at, row: fixed.row });
  }
  const { values } = column;
  const nulls = column.kind === 'numbers' ? column.nulls : undefined;
  if (fixed !== undefined) {
    return { fixed, mayBeNull: nulls };
  }
  return { write, value: (row) => ((nulls?.[row] ?? 0) === 0 ? (values[row] ?? null) : null) };
}

function samePart(value: CellValue, write: CellWriter, at: { table: string; column: string }): Part {
  scratch.clear();
  const start = scratch.length;
  try {
    writeCell(scratch, value, write);
  } catch (error) {
    throw located(error, { ...at, row: 0 });
  }
  return { same: Buffer.from(scratch.bytes.subarray(start, scratch.length)) };
}

/** Whether a column has one value in all rows, such as the price of a year. */
function isConstant({ values, nulls }: Extract<Column, { kind: 'numbers' }>, first: number): boolean {
  for (let row = 0; row < values.length; row += 1) {
    if (!Object.is(values[row], first) || (nulls?.[row] ?? 0) !== 0) {
      return false;
    }
  }
  return true;
}

function unknownForm(_block: Block, value: CellValue): never {
  throw new UnfitValue(value, 'has a type whose binary form is not known');
}

/** Replaces values below NULL by zero, because they need not fit. */
function withoutNulls(column: Column): Column {
  if (column.kind !== 'numbers' || column.nulls === undefined) {
    return column;
  }
  const { values, nulls } = column;
  return { kind: 'numbers', values: values.map((value, row) => ((nulls[row] ?? 0) === 0 ? value : 0)) };
}

function writeOne(block: Block, part: Part, row: number): void {
  if ('same' in part) {
    block.copy(part.same);
  } else if ('write' in part) {
    writeCell(block, part.value(row), part.write);
  } else if ((part.mayBeNull?.[row] ?? 0) === 0) {
    const at = block.reserve(part.fixed.width);
    part.fixed.prepare(block.view, at);
    part.fixed.fill(block.view, at, 0, row, row + 1);
  } else {
    block.int32(-1);
  }
}

/** Writes one row, copies it over the block, and then writes each column's values into their places. */
async function writeTemplates(
  rows: number,
  parts: readonly Part[],
  widths: readonly number[],
  sink: BlockSink,
): Promise<void> {
  const stride = widths.reduce((sum, width) => sum + width, 2);
  for (let from = 0; from < rows;) {
    if (sink.block.free < stride && !sink.block.isEmpty) {
      await sink.flush();
    }
    const { block } = sink;
    const count = Math.min(rows - from, Math.max(1, Math.floor(block.free / stride)));
    const start = block.reserve(count * stride);
    let at = start + 2;
    block.view.setInt16(start, parts.length);
    parts.forEach((part, i) => {
      if ('same' in part) {
        block.bytes.set(part.same, at);
      } else if ('fixed' in part) {
        part.fixed.prepare(block.view, at);
      }
      at += widths[i] ?? 0;
    });
    for (let done = stride; done < count * stride; done *= 2) {
      block.bytes.copyWithin(start + done, start, start + Math.min(done, count * stride - done));
    }
    at = start + 2;
    parts.forEach((part, i) => {
      if ('fixed' in part) {
        part.fixed.fill(block.view, at, stride, from, from + count);
      }
      at += widths[i] ?? 0;
    });
    from += count;
  }
}

/**
 * Writes a batch's rows in COPY's text form, for tables with a type whose binary form is not known.
 *
 * @throws UsageError `VALUE_DOES_NOT_FIT`
 */
export async function encodeText(
  types: Types,
  table: string,
  { rows }: Pick<Batch, 'rows'>,
  columns: readonly EncodedColumn[],
  sink: BlockSink,
): Promise<void> {
  for (let row = 0; row < rows; row += 1) {
    const fields = columns.map(({ shape, column }) => {
      try {
        const value = valueAt(column, row);
        return value === null ? String.raw`\N` : copyField(cellText(types, shape.type, value));
      } catch (error) {
        throw located(error, { table, column: shape.name, row });
      }
    });
    sink.block.raw(`${fields.join('\t')}\n`);
    if (sink.block.free === 0) {
      await sink.flush();
    }
  }
}

/** One value of a column. */
export function valueAt(column: Column, row: number): CellValue {
  if (column.kind === 'same') {
    return column.value;
  }
  return column.kind === 'numbers' && (column.nulls?.[row] ?? 0) !== 0 ? null : (column.values[row] ?? null);
}
