import { closeSync, openSync, writeSync } from 'node:fs';

import { csvField } from '../../support/csv-field.ts';
import type { Batch, CellValue } from '../load/batch.ts';
import { valueAt } from '../load/encode-rows.ts';
import { located } from '../load/unfit-value.ts';
import type { FileColumn } from './file-column.ts';
import { outputText } from './output-text.ts';
import type { FileFormat } from './table-file.ts';

/** Rows that are written together. */
const ROWS = 2000;

/** CSV as `COPY … TO STDOUT (FORMAT csv, HEADER)` writes it. https://www.postgresql.org/docs/current/sql-copy.html */
export const CSV: FileFormat = {
  extension: 'csv',
  open(path, columns) {
    const file = openSync(path, 'wx');
    let bytes = writeSync(file, `${columns.map(({ name }) => csvField(name)).join(',')}\n`);
    return {
      write(batch) {
        for (let from = 0; from < batch.rows; from += ROWS) {
          const text = lines(batch, columns, from, Math.min(batch.rows, from + ROWS));
          bytes += writeWhole(file, Buffer.from(text));
        }
      },
      close() {
        closeSync(file);
        return bytes;
      },
    };
  },
};

/** A write may take a part of the bytes only. */
export function writeWhole(file: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(file, bytes, at);
  }
  return bytes.length;
}

function lines(batch: Batch, columns: readonly FileColumn[], from: number, to: number): string {
  const cells = columns.map((column) => fieldsOf(batch, column));
  let text = '';
  for (let row = from; row < to; row += 1) {
    text += `${cells.map((cell) => cell(row)).join(',')}\n`;
  }
  return text;
}

function fieldsOf({ table, columns }: Batch, { name, type }: FileColumn): (row: number) => string {
  const column = columns[name];
  const text = (value: CellValue, row: number): string => {
    try {
      return value === null ? '' : csvField(outputText(type, value));
    } catch (error) {
      throw located(error, { table: table.join('.'), column: name, row });
    }
  };
  if (column === undefined || column.kind === 'same') {
    const same = text(column?.value ?? null, 0);
    return () => same;
  }
  return (row) => text(valueAt(column, row), row);
}
