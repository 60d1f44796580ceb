import { importPackage } from '../../../seeding/export/import-package.ts';
import type { Random } from '../../../seeding/random/random.ts';
import { rounded } from '../../models/round.ts';
import type { Archetype } from '../../world/site.ts';
import type { Layout } from '../layout.ts';
import { monthsOfMeter, type MonthOfMeter } from '../whole-months.ts';
import { countOfMonths } from './months.ts';

type Cell = { value: string | number; fontWeight?: 'bold' } | null;

/** What is used of the optional package `write-excel-file`. */
interface WriteExcelFile {
  default: (rows: Cell[][], options: { sheet: string }) => { toBuffer(): Promise<Uint8Array> };
}

/** What is used of the optional package `fflate`. */
interface Fflate {
  unzipSync: (zip: Uint8Array) => Record<string, Uint8Array>;
  zipSync: (files: Record<string, Uint8Array>, options: { mtime: Date }) => Uint8Array;
}

const NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const APRIL = 3;

/** Of businesses, and of fuel for homes. https://www.gov.uk/guidance/rates-of-vat-on-different-goods-and-services */
const VAT = { businesses: 0.2, homes: 0.05 };

/** Archetypes whose fuel is for homes. */
const HOMES: ReadonlySet<Archetype> = new Set(['house', 'flats', 'care_home']);

/** The year and month of the files within a workbook, which is the same whenever it is written. */
const WRITTEN = [1980, 0, 1] as const;

/**
 * A workbook with the months of financial years (April to March) below each other, their cost with VAT, and totals. Headings are in row 6.
 * At least one month without a value follows the last one, because readers take the end of a month from it.
 */
export const WORKBOOK: Layout = {
  extension: 'xlsx',
  suits: ({ fuel, isMonthly }) => fuel === 'gas' && isMonthly,
  takes: ({ fuel }) => fuel === 'gas',
  hasEachReading: false,
  // A financial year is written with two digits of its second year, which has to be of the same century.
  years: [2001, 2098],
  precision: () => ({ unit: 'kWh', rounding: 0.005 }),
  count: countOfMonths,
  async write({ meter, series, span, random }) {
    const months = monthsOfMeter(series, span, meter);
    const total = (of: 'kwh' | 'cost'): number => months.reduce((sum, month) => sum + month[of], 0);
    const vat = HOMES.has(meter.site.archetype) ? VAT.homes : VAT.businesses;
    const rows: Cell[][] = [
      [{ value: 'Energy use by building', fontWeight: 'bold' }],
      [{ value: 'Natural gas' }],
      [null],
      [{ value: meter.site.address }],
      [{ value: meter.site.name, fontWeight: 'bold' }],
      ['Year', 'Month', 'kWh', '£ (inc VAT)'].map((value): Cell => ({ value, fontWeight: 'bold' })),
      ...monthRows(months, vat, random),
      [null],
      [{ value: 'Total' }, null, { value: rounded(total('kwh'), 100) }, { value: withVat(total('cost'), vat) }],
    ];
    return { content: await xlsxOf(rows), readings: months.length };
  },
};

/** The rows of all financial years from the first month to the one after the last. */
function monthRows(months: readonly MonthOfMeter[], vat: number, random: Random): Cell[][] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) {
    return [];
  }
  const byStart = new Map(months.map((month) => [month.from, month]));
  const [firstYear, lastYear] = [financialYear(first.from), financialYear(last.to)];
  return Array.from({ length: (lastYear - firstYear + 1) * 12 }, (_, i): Cell[] => {
    const number = (APRIL + i) % 12;
    const begin = Date.UTC(firstYear, APRIL + i);
    const month = byStart.get(begin);
    const year = financialYear(begin);
    const name = NAMES[number] ?? '';
    // Readers know the turn of the year by these two names alone.
    const isPlain = name === 'December' || name === 'January' || month === undefined;
    return [
      number === APRIL ? { value: `${year}/${String((year + 1) % 100).padStart(2, '0')}` } : null,
      { value: !isPlain && random.chance(0.4) ? `${name} [A]` : name },
      month === undefined ? null : { value: rounded(month.kwh, 100) },
      month === undefined ? null : { value: withVat(month.cost, vat) },
    ];
  });
}

/** The calendar year in which a financial year begins. */
function financialYear(instant: number): number {
  const date = new Date(instant);
  return date.getUTCFullYear() - (date.getUTCMonth() < APRIL ? 1 : 0);
}

function withVat(cost: number, vat: number): number {
  return rounded(cost * (1 + vat), 100);
}

/** @throws UsageError `PACKAGE_MISSING` */
async function xlsxOf(rows: Cell[][]): Promise<Uint8Array> {
  const [{ default: write }, { unzipSync, zipSync }] = await workbookPackages();
  const bytes = await write(rows, { sheet: 'Natural Gas' }).toBuffer();
  // The package writes the time of day into the archive.
  return zipSync(unzipSync(bytes), { mtime: new Date(...WRITTEN) });
}

/** @throws UsageError `PACKAGE_MISSING` */
export async function workbookPackages(): Promise<[WriteExcelFile, Fflate]> {
  const purpose = 'the layout "workbook"';
  return [
    await importPackage<WriteExcelFile>('write-excel-file/node', purpose),
    await importPackage<Fflate>('fflate', purpose),
  ];
}
