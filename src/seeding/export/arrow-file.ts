import { closeSync, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

import type { Batch, CellValue } from '../load/batch.ts';
import { columnValues } from './column-values.ts';
import { writeWhole } from './csv-file.ts';
import type { FileColumn, FileType } from './file-column.ts';
import { importPackage } from './import-package.ts';
import { listOf, microsecondsOf, numberOf, numbersOf, outputText, unscaled, wholeOf } from './output-text.ts';
import type { FileFormat } from './table-file.ts';

type DataType = object;
type Data = object;

/** What is used of the optional package `apache-arrow`. */
interface ApacheArrow {
  Utf8: new () => DataType;
  Float64: new () => DataType;
  Int32: new () => DataType;
  Bool: new () => DataType;
  TimestampMicrosecond: new (timezone: string) => DataType;
  Decimal: new (scale: number, precision: number, bits: number) => DataType;
  List: new (field: object) => DataType;
  Struct: new (fields: object[]) => DataType;
  Field: new (name: string, type: DataType, nullable: boolean) => object;
  Schema: new (fields: object[]) => { fields: object[] };
  RecordBatch: new (schema: object, data: Data) => object;
  RecordBatchFileWriter: new () => AsyncIterable<Uint8Array> & { write(batch: object): void; finish(): void };
  makeData(props: object): Data;
}

/** The values of a column; null for NULL. */
type Values = readonly unknown[];

/**
 * The file format of Arrow, which is also that of Feather 2. A batch is a record batch. UUID, JSON and intervals are text.
 *
 * @throws UsageError `PACKAGE_MISSING`
 * @see https://arrow.apache.org/docs/format/Columnar.html
 */
export async function arrowFormat(): Promise<FileFormat> {
  const arrow = await importPackage<ApacheArrow>('apache-arrow', '--format arrow');
  return {
    extension: 'arrow',
    open(path, columns) {
      const file = openSync(path, 'wx');
      const parts = columns.map((column) => partOf(arrow, column.type));
      const fields = columns.map(({ name }, i) => new arrow.Field(name, parts[i]?.type ?? {}, true));
      const schema = new arrow.Schema(fields);
      const writer = new arrow.RecordBatchFileWriter();
      let bytes = 0;
      const pumped = (async () => {
        for await (const chunk of writer) {
          bytes += writeWhole(file, chunk);
        }
      })();
      pumped.catch(() => undefined);
      let waiting: Batch[] = [];
      let rows = 0;
      const writeRows = async (): Promise<void> => {
        const children = columns.map((column, i) => parts[i]?.data(valuesOf(waiting, column)));
        const type = new arrow.Struct(fields);
        writer.write(new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows, nullCount: 0, children })));
        [waiting, rows] = [[], 0];
        // The writer queues its bytes, and the loop above takes all of them before this returns.
        await setImmediate();
      };
      return {
        async write(batch) {
          waiting.push(batch);
          rows += batch.rows;
          if (rows * columns.length >= BATCH_CELLS) {
            await writeRows();
          }
        },
        async close() {
          if (rows > 0) {
            await writeRows();
          }
          writer.finish();
          await pumped;
          closeSync(file);
          return bytes;
        },
      };
    },
  };
}

/** Values that make a record batch: about a year of half-hours. */
const BATCH_CELLS = 100_000;

interface Part {
  type: DataType;
  data(values: Values): Data;
}

/** How values of a type are stored. */
function partOf(arrow: ApacheArrow, type: FileType): Part {
  switch (type.kind) {
    case 'float8':
      return primitivePart(arrow, new arrow.Float64(), (values) => Float64Array.from(values, (value) => Number(value)));
    case 'int4':
      return primitivePart(arrow, new arrow.Int32(), (values) => Int32Array.from(values, (value) => Number(value)));
    case 'timestamptz':
      return primitivePart(arrow, new arrow.TimestampMicrosecond('UTC'), (values) =>
        BigInt64Array.from(values, bigintOf),
      );
    case 'numeric':
      return primitivePart(arrow, new arrow.Decimal(type.scale, type.precision, 128), wordsOf128);
    case 'bool':
      return primitivePart(arrow, new arrow.Bool(), (values) => bitmap(values, (value) => value === true));
    case 'text[]':
      return listPart(arrow);
    case 'composite':
      return structPart(arrow, type.fields);
    default:
      return textPart(arrow);
  }
}

function valuesOf(batches: readonly Batch[], column: FileColumn): unknown[] {
  return batches.flatMap((batch) => columnValues(batch, column, (value) => converted(column.type, value)));
}

function converted(type: FileType, value: Exclude<CellValue, null>): unknown {
  switch (type.kind) {
    case 'float8':
      return numberOf(value);
    case 'int4':
      return wholeOf(value);
    case 'timestamptz':
      return microsecondsOf(value);
    case 'numeric':
      return unscaled(value, type);
    case 'bool':
      return outputText(type, value) === 't';
    case 'text[]':
      return listOf(value);
    case 'composite':
      return numbersOf(value, type.fields);
    default:
      return outputText(type, value);
  }
}

function primitivePart(arrow: ApacheArrow, type: DataType, pack: (values: Values) => ArrayBufferView): Part {
  return { type, data: (values) => arrow.makeData({ type, ...validity(values), data: pack(values) }) };
}

function textPart(arrow: ApacheArrow): Part {
  const type = new arrow.Utf8();
  return {
    type,
    data(values) {
      const texts = values.map((value) => (typeof value === 'string' ? value : ''));
      const valueOffsets = offsets(texts.map((text) => Buffer.byteLength(text)));
      return arrow.makeData({ type, ...validity(values), valueOffsets, data: Buffer.from(texts.join('')) });
    },
  };
}

function listPart(arrow: ApacheArrow): Part {
  const element = textPart(arrow);
  const type = new arrow.List(new arrow.Field('item', element.type, true));
  return {
    type,
    data(values) {
      const lists = values.map((value): Values => (Array.isArray(value) ? value : []));
      const valueOffsets = offsets(lists.map(({ length }) => length));
      return arrow.makeData({ type, ...validity(values), valueOffsets, child: element.data(lists.flat()) });
    },
  };
}

function structPart(arrow: ApacheArrow, names: readonly string[]): Part {
  const member = partOf(arrow, { kind: 'float8' });
  const type = new arrow.Struct(names.map((name) => new arrow.Field(name, member.type, true)));
  return {
    type,
    data(values) {
      const children = names.map((_, i) =>
        member.data(values.map((value): unknown => (Array.isArray(value) ? (value[i] ?? null) : null))),
      );
      return arrow.makeData({ type, ...validity(values), children });
    },
  };
}

function validity(values: Values): { length: number; nullCount: number; nullBitmap: Uint8Array } {
  const nullCount = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
  return { length: values.length, nullCount, nullBitmap: bitmap(values, (value) => value !== null) };
}

function bitmap(values: Values, isSet: (value: unknown) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (const [i, value] of values.entries()) {
    if (isSet(value)) {
      bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
    }
  }
  return bits;
}

function offsets(lengths: readonly number[]): Int32Array {
  const ends = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    ends[i + 1] = (ends[i] ?? 0) + length;
  });
  return ends;
}

function bigintOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : 0n;
}

/** Decimals of 128 bits as words of 32 bits, the lowest first. */
function wordsOf128(values: Values): Uint32Array {
  const halves = new BigUint64Array(values.length * 2);
  for (const [i, value] of values.entries()) {
    halves[2 * i] = BigInt.asUintN(64, bigintOf(value));
    halves[2 * i + 1] = BigInt.asUintN(64, bigintOf(value) >> 64n);
  }
  return new Uint32Array(halves.buffer);
}
