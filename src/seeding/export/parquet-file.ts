import { closeSync, openSync } from 'node:fs';

import type { CellValue } from '../load/batch.ts';
import { jsonText } from '../load/cell-writer.ts';
import { columnValues } from './column-values.ts';
import { writeWhole } from './csv-file.ts';
import type { FileColumn, FileType } from './file-column.ts';
import { listOf, microsecondsOf, numberOf, numbersOf, outputText, unscaled, wholeOf } from './output-text.ts';
import { importPackage } from './import-package.ts';
import type { FileFormat } from './table-file.ts';

/** What is used of the optional package `hyparquet-writer`. */
interface HyparquetWriter {
  ByteWriter: new () => Sink;
  ParquetWriter: new (options: { writer: Sink; schema: SchemaElement[]; codec: 'SNAPPY'; createdBy: string }) => {
    write(data: { columnData: { name: string; data: unknown[]; encoding?: string }[]; rowGroupSize: number }): void;
    finish(): void;
  };
}

interface Sink {
  buffer: ArrayBuffer;
  /** Bytes in the buffer. */
  index: number;
  flush?(): void;
}

/** An element of a schema, as the Thrift definition of Parquet names its fields. */
interface SchemaElement {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** Values that make a row group: about a year of half-hours. */
const GROUP_CELLS = 100_000;

/**
 * Parquet, compressed with Snappy.
 *
 * @throws UsageError `PACKAGE_MISSING`
 * @see https://parquet.apache.org/docs/file-format/types/logicaltypes/
 */
export async function parquetFormat(): Promise<FileFormat> {
  const { ByteWriter, ParquetWriter } = await importPackage<HyparquetWriter>('hyparquet-writer', '--format parquet');
  return {
    extension: 'parquet',
    open(path, columns) {
      const file = openSync(path, 'wx');
      let bytes = 0;
      const sink = new ByteWriter();
      const flush = (): void => {
        bytes += writeWhole(file, new Uint8Array(sink.buffer, 0, sink.index));
        sink.index = 0;
      };
      sink.flush = flush;
      const schema = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
      const writer = new ParquetWriter({ writer: sink, schema, codec: 'SNAPPY', createdBy: 'elementaldb' });
      let waiting: unknown[][] = columns.map(() => []);
      let rows = 0;
      const writeRows = (): void => {
        const columnData = columns.map(({ name, type }, i) => ({
          name,
          data: waiting[i] ?? [],
          ...(type.kind === 'timestamptz' && { encoding: 'DELTA_BINARY_PACKED' }),
        }));
        writer.write({ columnData, rowGroupSize: rows });
        waiting = columns.map(() => []);
        rows = 0;
      };
      return {
        write(batch) {
          for (const [i, column] of columns.entries()) {
            const values = columnValues(batch, column, converter(column.type));
            waiting[i] = rows === 0 ? values : (waiting[i] ?? []).concat(values);
          }
          rows += batch.rows;
          if (rows * columns.length >= GROUP_CELLS) {
            writeRows();
          }
        },
        close() {
          if (rows > 0) {
            writeRows();
          }
          writer.finish();
          flush();
          closeSync(file);
          return bytes;
        },
      };
    },
  };
}

/** What a value becomes for the writer. */
function converter(type: FileType): (value: Exclude<CellValue, null>) => unknown {
  switch (type.kind) {
    case 'timestamptz':
      return microsecondsOf;
    case 'float8':
      return numberOf;
    case 'int4':
      return wholeOf;
    case 'numeric':
      return (value) => unscaled(value, type);
    case 'bool':
      return (value) => outputText(type, value) === 't';
    case 'jsonb':
      return (value) => JSON.parse(jsonText(value)) as unknown;
    case 'text[]':
      return listOf;
    case 'composite':
      return (value) => {
        const parts = numbersOf(value, type.fields);
        return Object.fromEntries(type.fields.map((name, i) => [name, parts[i] ?? null]));
      };
    default:
      return (value) => outputText(type, value);
  }
}

const OPTIONAL = { repetition_type: 'OPTIONAL' };
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };

/** A column with the elements below it. */
function elementsOf({ name, type }: FileColumn): SchemaElement[] {
  const one = (element: object): SchemaElement[] => [{ name, ...OPTIONAL, ...element }];
  switch (type.kind) {
    case 'uuid':
      return one({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } });
    case 'timestamptz':
      return one({
        type: 'INT64',
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      });
    case 'float8':
      return one({ type: 'DOUBLE' });
    case 'int4':
      return one({ type: 'INT32' });
    case 'bool':
      return one({ type: 'BOOLEAN' });
    case 'jsonb':
      return one({ type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } });
    case 'numeric':
      return one({ ...decimalElement(type.precision), converted_type: 'DECIMAL', ...decimalScale(type) });
    case 'text[]':
      return [
        ...one({ converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 }),
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', ...OPTIONAL, ...TEXT },
      ];
    case 'composite':
      return [
        ...one({ num_children: type.fields.length }),
        ...type.fields.map((field) => ({ name: field, ...OPTIONAL, type: 'DOUBLE' })),
      ];
    default:
      return one(TEXT);
  }
}

/** 64 bits hold 18 digits. */
const DIGITS_OF_INT64 = 18;
const BYTES_OF_38_DIGITS = 16;

function decimalElement(precision: number): object {
  return precision <= DIGITS_OF_INT64
    ? { type: 'INT64' }
    : { type: 'FIXED_LEN_BYTE_ARRAY', type_length: BYTES_OF_38_DIGITS };
}

function decimalScale({ precision, scale }: { precision: number; scale: number }): object {
  return { precision, scale, logical_type: { type: 'DECIMAL', precision, scale } };
}
