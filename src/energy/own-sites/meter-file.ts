import { HALF_HOUR } from '../models/calendar/utc-year.ts';
import { addExtraCells, columnsOf, csvProblems } from './csv-problems.ts';
import { readCsv } from './read-csv.ts';

const COLUMNS = {
  start: ['start', 'start_ts', 'timestamp', 'datetime'],
  kwh: ['kwh', 'consumption_kwh'],
  temperature: ['temperature', 'temp', 'air_temperature'],
} as const;

/** A half-hour of a meter. */
export interface MeterReading {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly start: number;
  readonly kwh: number;
  /** degC; NaN where the file does not have it. */
  readonly temperature: number;
}

/** Days that statistics need, so that no reading can be told from a mean; and half-hours from which on a day counts. */
const LEAST_DAYS = 28;
const LEAST_WEEKEND_DAYS = 8;
export const WHOLE_DAY = 40;

const MOST_KWH = 1_000_000;
const TEMPERATURES = [-40, 50] as const;

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::00(?:\.0+)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * Reads the half-hourly readings of a meter from a CSV file: `start` (ISO 8601, in UTC without an offset), `kwh`, and `temperature` (degC) if there is one.
 * Rows with an empty reading are left out.
 *
 * @throws UsageError `NO_SUCH_FILE`; `BAD_METER_FILE` with all problems, each with its line and column
 */
export async function readMeterFile(file: string): Promise<MeterReading[]> {
  const [header = [], ...rows] = await readCsv(file);
  const problems = csvProblems(file);
  const columns = columnsOf(header, COLUMNS, { optional: ['temperature'], others: true }, problems);
  const hint = `Write a header with start and kwh, and a row for each half-hour of at least ${LEAST_DAYS} days.`;
  problems.throwIfAny('BAD_METER_FILE', hint);
  const readings: MeterReading[] = [];
  const lines = new Map<number, number>();
  addExtraCells(header, rows, problems);
  for (const row of rows) {
    const [start, kwh, temperature] = ['start', 'kwh', 'temperature'].map((name) => row[columns.get(name) ?? -1]);
    if (start === undefined || kwh === undefined || kwh.text === '') {
      continue;
    }
    const at = instantOf(start.text);
    if (Number.isNaN(at) || at % HALF_HOUR !== 0) {
      problems.add(start, `invalid start "${start.text}": not a half-hour such as 2024-01-31T09:30Z`);
      continue;
    }
    const before = lines.get(at);
    if (before !== undefined) {
      problems.add(start, `the half-hour "${start.text}" is in line ${before} already; local time needs its offset`);
    }
    lines.set(at, start.line);
    const value = numberIn(kwh.text, 0, MOST_KWH);
    if (value === undefined) {
      problems.add(kwh, `invalid reading "${kwh.text}": not a number from 0 to ${MOST_KWH}, with a point`);
    }
    const noDegrees = temperature === undefined || temperature.text === '';
    const degrees = noDegrees ? Number.NaN : numberIn(temperature.text, ...TEMPERATURES);
    if (temperature !== undefined && degrees === undefined) {
      problems.add(
        temperature,
        `invalid temperature "${temperature.text}": not a number from ${TEMPERATURES.join(' to ')}`,
      );
    }
    readings.push({ start: at, kwh: value ?? 0, temperature: degrees ?? Number.NaN });
  }
  const ofDays = new Map<number, number>();
  for (const day of readings.map(({ start }) => Math.floor(start / (48 * HALF_HOUR)))) {
    ofDays.set(day, (ofDays.get(day) ?? 0) + 1);
  }
  const days = [...ofDays.values()].filter((count) => count >= WHOLE_DAY).length;
  const weekends = [...ofDays].filter(([day, count]) => count >= WHOLE_DAY && isWeekend(day)).length;
  if (days < LEAST_DAYS || weekends < LEAST_WEEKEND_DAYS) {
    problems.add(
      { line: 1, column: 1 },
      `${days} days have a reading in nearly all half-hours, ${weekends} of them of weekends; at least ${LEAST_DAYS} and ${LEAST_WEEKEND_DAYS} are needed`,
    );
  } else if (readings.every(({ kwh }) => kwh === 0)) {
    problems.add({ line: 1, column: 1 }, 'all readings are 0');
  }
  problems.throwIfAny('BAD_METER_FILE', hint);
  return readings;
}

/** A decimal number within bounds; undefined for anything else. */
function numberIn(text: string, least: number, most: number): number | undefined {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** @param day since 1970-01-01, which was a Thursday */
function isWeekend(day: number): boolean {
  return [2, 3].includes(day % 7);
}

function instantOf(text: string): number {
  const [whole, day, time, offset = 'Z'] = INSTANT.exec(text) ?? [];
  return whole === undefined
    ? Number.NaN
    : Date.parse(`${day}T${time}:00${offset.length === 3 ? `${offset}:00` : offset}`);
}
