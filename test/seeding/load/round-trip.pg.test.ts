import * as fc from 'fast-check';
import type { Client } from 'pg';
import { expect, test } from 'vitest';

import { quoteIdentifier } from '../../../src/sql/quote.ts';
import type { CellValue, Column } from '../../../src/seeding/load/batch.ts';
import { readSchema } from '../../../src/seeding/schema/read-schema.ts';
import { openLoader } from '../../../src/seeding/load/loader.ts';
import { scratchDatabase } from '../../database.ts';

/** Values of a column's type, and the text by which PostgreSQL itself reads each. */
interface Kind {
  type: string;
  values: fc.Arbitrary<CellValue>;
  text?: (value: Exclude<CellValue, null>) => string;
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replaceAll('\0', ''));
const json = fc
  .jsonValue({ maxDepth: 2 })
  .map((value): CellValue => JSON.parse(JSON.stringify(value).replaceAll(String.raw`\u0000`, '')));
const moment = fc.oneof(
  fc
    .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
    .map(Number),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const momentText = (value: CellValue): string =>
  Number.isFinite(value) ? new Date(Number(value)).toISOString() : Number(value) > 0 ? 'infinity' : '-infinity';
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), fc.integer({ min: 0, max: 4 }))
  .map(
    ([digits, scale]) =>
      `${digits / 10n ** BigInt(scale)}.${String(digits < 0n ? -digits : digits)
        .padStart(5, '0')
        .slice(-scale || 99)}`,
  );

const KINDS: Record<string, Kind> = {
  small: { type: 'int2', values: fc.integer({ min: -32_768, max: 32_767 }) },
  whole: { type: 'int4', values: fc.maxSafeInteger().map((value) => value % 2_147_483_648) },
  large: { type: 'int8', values: fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.maxSafeInteger()) },
  single: { type: 'float4', values: fc.float() },
  double: { type: 'float8', values: fc.double() },
  money: {
    type: 'numeric(19,4)',
    values: fc.oneof(decimal, fc.double({ min: -1e14, max: 1e14 }), fc.constant(1.00005)),
  },
  odd: { type: 'numeric(6,5)', values: fc.double({ min: -9.9, max: 9.9, noNaN: true }) },
  tiny: { type: 'numeric(2,4)', values: fc.double({ min: -0.0099, max: 0.0099, noNaN: true }) },
  thousands: { type: 'numeric(5,-3)', values: fc.integer({ min: -99_000_000, max: 99_000_000 }) },
  unlimited: { type: 'numeric', values: fc.oneof(fc.double(), decimal, fc.bigInt()) },
  words: { type: 'text', values: text },
  short: { type: 'varchar(30)', values: text },
  padded: { type: 'char(40)', values: text },
  flag: { type: 'bool', values: fc.boolean() },
  id: { type: 'uuid', values: fc.uuid() },
  instant: { type: 'timestamptz', values: moment, text: momentText },
  local: { type: 'timestamp', values: moment, text: momentText },
  day: { type: 'date', values: moment, text: momentText },
  duration: {
    type: 'interval',
    values: fc.oneof(
      fc.integer({ min: 0, max: 1e9 }).map((milliseconds) => milliseconds / 1000),
      fc.constantFrom('P1Y2M3DT4H5M6.789S', 'PT0.5S', '26:00:01.5', 'P2W', '-00:00:01'),
    ),
    text: (value) => (typeof value === 'number' ? `${value} seconds` : plainText(value)),
  },
  document: { type: 'jsonb', values: json, text: (value) => JSON.stringify(value) },
  plain_json: { type: 'json', values: json, text: (value) => JSON.stringify(value) },
  bytes: {
    type: 'bytea',
    values: fc.uint8Array({ maxLength: 9 }).map((value) => `\\x${Buffer.from(value).toString('hex')}`),
  },
  grade: { type: '"GRADE_ENUM"', values: fc.constantFrom('A', 'G') },
  limited: { type: 'percentage', values: fc.double({ min: 0, max: 100, noNaN: true }) },
};

const NOTHING: Kind = { type: 'text', values: fc.constant(null) };

async function withTable(kinds: Record<string, Kind>, work: (client: Client) => Promise<void>): Promise<void> {
  await using database = await scratchDatabase('load');
  const { client } = database;
  const columns = Object.entries(kinds).map(([name, { type }]) => `${quoteIdentifier(name)} ${type}`);
  await client.query(`CREATE TYPE "GRADE_ENUM" AS ENUM ('A', 'G');
    CREATE DOMAIN percentage AS float8 CHECK (VALUE BETWEEN 0 AND 100);
    CREATE TYPE latlon AS (lat float8, lon float8);
    CREATE TABLE loaded (${columns.join(', ')}); CREATE TABLE inserted (LIKE loaded)`);
  await work(client);
}

/** As texts, since JSON has no equality; a float's text is exact. */
async function rowsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
  return rows.map(({ row }) => row);
}

function isList(value: CellValue): value is readonly CellValue[] {
  return Array.isArray(value);
}

function plainText(value: CellValue): string {
  return Object.is(value, -0) ? '-0' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Loads rows of a table, and inserts them by texts into another: both have to hold the same. */
async function compare(kinds: Record<string, Kind>): Promise<void> {
  const names = Object.keys(kinds);
  const arbitraries = Object.entries(kinds).map(([name, { values }]) => [name, fc.option(values, { freq: 8 })]);
  const rowsOfKinds = fc.array(fc.record(Object.fromEntries(arbitraries)), { minLength: 1, maxLength: 20 });
  await withTable(kinds, async (client) => {
    const schema = await readSchema(client);
    await fc.assert(
      fc.asyncProperty(rowsOfKinds, async (rows: Record<string, CellValue>[]) => {
        await client.query('TRUNCATE loaded, inserted');
        const columns = names.map((name): [string, Column] => [
          name,
          { kind: 'values', values: rows.map((row) => row[name] ?? null) },
        ]);
        const loader = openLoader(client, schema);
        await loader.load({ table: ['public', 'loaded'], rows: rows.length, columns: Object.fromEntries(columns) });
        await loader.end();
        for (const row of rows) {
          const texts = names.map((name) => {
            const value = row[name] ?? null;
            return value === null ? null : (kinds[name]?.text ?? plainText)(value);
          });
          const places = names.map((name, i) => `$${i + 1}::text::${kinds[name]?.type ?? ''}`);
          await client.query(`INSERT INTO inserted VALUES (${places.join(', ')})`, texts);
        }
        expect(await rowsOf(client, 'loaded')).toEqual(await rowsOf(client, 'inserted'));
      }),
      { numRuns: 25 },
    );
  });
}

test('loaded values equal what PostgreSQL reads from their texts', async () => {
  await expect(compare(KINDS)).resolves.toBeUndefined();
});

test('lists and composites are loaded as their literals are read', async () => {
  const grid = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).chain(([high, wide]) =>
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: wide, maxLength: wide }), {
      minLength: high,
      maxLength: high,
    }),
  );
  const quoted = (value: CellValue): string =>
    value === null
      ? 'NULL'
      : isList(value)
        ? `{${value.map(quoted).join(',')}}`
        : `"${plainText(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const kinds: Record<string, Kind> = {
    words: { type: 'text[]', values: fc.array(fc.option(text), { maxLength: 4 }), text: quoted },
    grid: { type: 'int4[]', values: grid, text: quoted },
    place: {
      type: 'latlon',
      values: fc
        .tuple(number, fc.option(number), fc.boolean())
        .map(([lat, lon, asList]): CellValue => (asList ? [lat, lon] : { lon, lat })),
      text: (value) => {
        const parts = isList(value)
          ? value
          : typeof value === 'object'
            ? [value['lat'] ?? null, value['lon'] ?? null]
            : [];
        return `(${parts.map((part) => (part === null ? '' : plainText(part))).join(',')})`;
      },
    },
  };
  await expect(compare(kinds)).resolves.toBeUndefined();
});

test('a type without a known binary form sends the whole table as text', async () => {
  const kinds: Record<string, Kind> = {
    ...Object.fromEntries(
      ['words', 'double', 'instant', 'document', 'flag', 'money'].map((name) => [name, KINDS[name] ?? NOTHING]),
    ),
    network: { type: 'inet', values: fc.ipV4() },
    period: { type: 'int4range', values: fc.nat(99).map((low) => `[${low},${low + 5})`) },
  };
  await expect(compare(kinds)).resolves.toBeUndefined();
});
