import readXlsx from 'read-excel-file/node';

import type { LayoutName } from '../../../src/energy/meter-files/layout-names.ts';

/** What a meter used from one moment to another, as a file says. */
export interface Use {
  from: number;
  to: number;
  kwh: number;
}

const HALF_HOUR = 1_800_000;
const DAY = 86_400_000;

/** kWh in a cubic meter, as the services compute it. */
const PER_CUBIC_METRE = (38 * 1.02264) / 3.6;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads a file by the rules of its layout, not by how we write it. */
export async function readMeterFile(layout: LayoutName, content: Buffer): Promise<Use[]> {
  if (layout === 'workbook') {
    return readWorkbook(content);
  }
  const [titles = [], ...rows] = content
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) =>
      [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g)]
        .map(([, quoted, plain = '']) => (quoted?.replaceAll('""', '"') ?? plain).trim())
        .slice(0, -1),
    );
  const cell = (row: readonly string[], ...names: string[]): string =>
    row[titles.findIndex((title) => names.includes(title))] ?? '';
  const acrossRow = (periodOf: (title: string) => [number, number] | undefined): Use[] =>
    titles.flatMap((title, i) => {
      const period = periodOf(title);
      return period === undefined ? [] : [{ from: period[0], to: period[1], kwh: numberOf(rows[0]?.[i] ?? '') }];
    });
  switch (layout) {
    case 'intervals':
      return rows.map((row) => ({
        from: Date.parse(cell(row, 'start_ts')),
        to: Date.parse(cell(row, 'end_ts')),
        kwh: Number(cell(row, 'consumption_kwh')),
      }));
    case 'register-readings':
      return readRegister(
        rows.filter((row) => !['Estimated', 'Other'].includes(cell(row, 'Read Type'))),
        cell,
      );
    case 'half-hourly-list': {
      const volume = titles.includes('Consumption (m³)') ? PER_CUBIC_METRE : 1;
      const starts = rows.map((row) => instantOf(cell(row, 'Start', 'dateTime', 'Date / Time', 'Date (UTC)')));
      return rows.map((row, i) => ({
        from: starts[i] ?? 0,
        to: titles.includes('End') ? instantOf(cell(row, 'End')) : (starts[i + 1] ?? (starts[i] ?? 0) + HALF_HOUR),
        kwh: volume * numberOf(cell(row, 'Consumption (m³)', 'Consumption (kWh)', 'HH Read (kWh)', 'kWh')),
      }));
    }
    case 'square':
      return rows.flatMap(([day = '', ...values]) =>
        values.slice(0, 48).flatMap((value, i) => {
          const from = Date.parse(day) + i * HALF_HOUR;
          return value === '' ? [] : [{ from, to: from + HALF_HOUR, kwh: numberOf(value) }];
        }),
      );
    case 'periods-across':
      return acrossRow((title) => {
        const [from, to] = title.split(' - ');
        return to === undefined ? undefined : [dayOf(from ?? ''), dayOf(to) + DAY];
      });
    case 'periods-one-year':
      return acrossRow((title) => {
        const [first = '', second] = title.split(' - ');
        if (second === undefined) {
          return undefined;
        }
        const end = dayOf(second);
        const year = new Date(end).getUTCFullYear();
        const isBefore = monthOf(first.slice(3)) >= new Date(end).getUTCMonth();
        return [dayOf(`${first} ${isBefore ? year - 1 : year}`), end];
      });
    default:
      return acrossRow((title) => {
        const [month = '', year] = title.split('-');
        return year === undefined
          ? undefined
          : [Date.UTC(2000 + Number(year), monthOf(month)), Date.UTC(2000 + Number(year), monthOf(month) + 1)];
      });
  }
}

function readRegister(rows: string[][], cell: (row: readonly string[], ...names: string[]) => string): Use[] {
  const readings = rows.map((row) => ({ at: Date.parse(cell(row, 'Date')), shown: numberOf(cell(row, 'Read')), row }));
  return readings.slice(1).map(({ at, shown }, i) => {
    const before = readings[i];
    const use = shown - (before?.shown ?? 0);
    // Services read the use where a file has it.
    if (use < 0 || Number(cell(before?.row ?? [], 'Consumption (m^3)')) !== use) {
      throw new Error(`the use before ${new Date(at).toISOString()} is not the difference of the readings`);
    }
    return { from: before?.at ?? 0, to: at, kwh: PER_CUBIC_METRE * use };
  });
}

async function readWorkbook(content: Buffer): Promise<Use[]> {
  const { data } = (await readXlsx(content)).find(({ sheet }) => sheet === 'Natural Gas') ?? { data: [] };
  let year = '';
  const rows = data.slice(6).flatMap(([newYear, name, kwh]) => {
    year = typeof newYear === 'string' ? newYear : year;
    if (typeof name !== 'string') {
      return [];
    }
    const month = monthOf(name);
    const calendarYear = Number(year.slice(0, 4)) + (month < 3 ? 1 : 0);
    return [{ month, calendarYear, kwh }];
  });
  expectHeadings(data[5] ?? []);
  return rows.flatMap(({ month, calendarYear, kwh }, i) => {
    const next = rows[i + 1];
    return typeof kwh !== 'number' || next === undefined
      ? []
      : [{ from: Date.UTC(calendarYear, month), to: Date.UTC(next.calendarYear, next.month), kwh }];
  });
}

function expectHeadings(row: readonly unknown[]): void {
  if (JSON.stringify(row.slice(0, 4)) !== '["Year","Month","kWh","£ (inc VAT)"]') {
    throw new Error(`row 6 of the workbook is ${JSON.stringify(row)}`);
  }
}

function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''));
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase());
}

/** `31 Jan 24` or `31 Jan 2024`. */
function dayOf(text: string): number {
  const [day, month = '', year] = text.trim().split(' ');
  return Date.UTC(Number(year) + (Number(year) < 100 ? 2000 : 0), monthOf(month), Number(day));
}

/** A time without an offset is in UTC. */
function instantOf(text: string): number {
  const [, day, time] = /^(\d\d \w{3} \d{4}) (\d\d:\d\d)$/.exec(text) ?? [];
  if (day !== undefined) {
    return Date.parse(`${new Date(dayOf(day)).toISOString().slice(0, 10)}T${time}Z`);
  }
  return Date.parse(/[+Z]/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
}
