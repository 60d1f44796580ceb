import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { inferredColumn } from '../../../src/seeding/export/file-column.ts';
import { fileFormat } from '../../../src/seeding/export/file-formats.ts';
import { FILE_FORMATS } from '../../../src/seeding/export/format-names.ts';
import type { CellValue, Column } from '../../../src/seeding/load/batch.ts';
import { testFolder } from '../../energy/seed/exported.ts';

/** A value, the type of its column, and why the column cannot hold it. */
const MISFITS: readonly (readonly [type: string, value: CellValue, reason: string])[] = [
  ['integer', 1.5, 'is not a whole number'],
  ['integer', 3e9, 'is not between -2147483648 and 2147483647'],
  ['integer', Number.NaN, 'is not a whole number'],
  ['integer', 'many', 'is not a whole number'],
  ['integer', true, 'is not a number'],
  ['numeric(6,2)', 12_345, 'is too large for numeric(6,2)'],
  ['numeric(6,2)', -99_999.995, 'is too large for numeric(6,2)'],
  ['numeric(6,2)', '12345.6', 'is too large for numeric(6,2)'],
  ['numeric(6,2)', Number.NaN, 'is not a number'],
  ['numeric(6,2)', Number.POSITIVE_INFINITY, 'is not a number'],
  ['double precision', 'much', 'is not a number'],
  ['double precision', '', 'is not a number'],
  ['double precision', false, 'is not a number'],
  ['(lat,lon)', { lat: 'north', lon: 1 }, 'is not a number'],
  ['timestamptz', Number.NaN, 'is not a time: give milliseconds since 1970, or ISO 8601'],
  ['timestamptz', Date.UTC(12_000, 0), 'is not a time of the years 1 to 9999'],
  ['timestamptz', 'infinity', 'is not a time of the years 1 to 9999'],
];

/** What an attempt to write values of a type into a file ends with; undefined if they are written. */
async function failureOf(
  format: (typeof FILE_FORMATS)[number],
  type: string,
  values: readonly CellValue[],
): Promise<unknown> {
  using folder = testFolder();
  const column: Column = { kind: 'values', values };
  const writer = await fileFormat(format);
  const file = writer.open(join(folder.path, `rows.${writer.extension}`), [inferredColumn('v', column, type)]);
  try {
    await file.write({ table: ['public', 't'], rows: values.length, columns: { v: column } });
    await file.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(FILE_FORMATS)('a file of the format %s', (format) => {
  test.each(MISFITS)('refuses, in a column of type %s, the value %j: it %s', async (type, value, reason) => {
    expect(await failureOf(format, type, [null, value])).toMatchObject({
      code: 'VALUE_DOES_NOT_FIT',
      message: expect.stringMatching(/^public\.t, column v, row 2: /) as unknown,
    });
    expect(await failureOf(format, type, [null, value])).toMatchObject({
      message: expect.stringContaining(reason) as unknown,
    });
  });

  test.each([
    ['integer', [-2_147_483_648, '7', 2_147_483_647n]],
    ['numeric(6,2)', [9999.99, '-9999.994', 0.005]],
    ['double precision', [Number.NaN, Number.NEGATIVE_INFINITY, '1e300', 'NaN']],
    ['timestamptz', [Date.UTC(9999, 11, 31), '0001-01-01', 0.5]],
  ])('takes the values at the ends of the type %s', async (type, values) => {
    expect(await failureOf(format, type, values)).toBeUndefined();
  });
});
