import { cos } from '../../seeding/random/exact-math.ts';
import { DAY_KIND, localCalendar } from '../models/calendar/local-calendar.ts';
import { HALF_HOUR, utcYear } from '../models/calendar/utc-year.ts';
import { COLD, WARM } from '../models/demand/profile-shape.ts';
import { nationOf } from '../models/demand/occupancy.ts';
import { rounded } from '../models/round.ts';
import type { MeterProfile, Site } from '../world/site.ts';
import { WHOLE_DAY, type MeterReading } from './meter-file.ts';

const HALF_HOURS = 48;

/** Half-hours of a year. */
const YEAR = 17_532;

interface Day {
  readonly isWorkday: boolean;
  readonly mean: number;
  readonly temperature: number;
}

/**
 * The statistics of a meter: its level, the mean workday and day off, what a day takes for each K of cold and warmth, and how much days
 * differ besides. All are means over many days, so that no reading can be told from them. Without temperatures, those of
 * the season at the site's place are taken.
 */
export function meterProfile(readings: readonly MeterReading[], site: Site): MeterProfile {
  const level = mean(readings.map(({ kwh }) => kwh));
  const byKind = [0, 1].map(() => Array.from({ length: HALF_HOURS }, (): number[] => []));
  const byDay = new Map<number, { kwh: number[]; temperature: number[]; isWorkday: boolean; start: number }>();
  for (const { start, kwh, temperature } of readings) {
    const { halfHour, day, isWorkday } = localTime(start, site);
    byKind[isWorkday ? 0 : 1]?.[halfHour]?.push(kwh / level);
    const found = byDay.get(day) ?? { kwh: [], temperature: [], isWorkday, start };
    byDay.set(day, found);
    found.kwh.push(kwh / level);
    found.temperature.push(Number.isNaN(temperature) ? seasonal(start, site) : temperature);
  }
  const days = [...byDay.values()]
    .filter(({ kwh }) => kwh.length >= WHOLE_DAY)
    .map((day): Day => ({ isWorkday: day.isWorkday, mean: mean(day.kwh), temperature: mean(day.temperature) }));
  const { cold, warm, unrest } = responseOf(days);
  const usual = mean(days.map(({ temperature }) => cold * coldness(temperature) + warm * warmth(temperature)));
  // The rest of a mean day is what it takes besides the response to the temperature.
  const means = (kind: number, other: number): number[] =>
    Array.from({ length: HALF_HOURS }, (_, halfHour) => {
      const values = byKind[kind]?.[halfHour] ?? [];
      const taken = values.length > 0 ? values : (byKind[other]?.[halfHour] ?? []);
      return rounded(Math.max(0, mean(taken) - usual), 1000);
    });
  return {
    annual: rounded(level * YEAR, 1),
    workday: means(0, 1),
    dayOff: means(1, 0),
    perColdKelvin: rounded(cold, 10_000),
    perWarmKelvin: rounded(warm, 10_000),
    unrest: rounded(unrest, 1000),
  };
}

/** What days take for each K, by least squares over days of both kinds, each from its own mean; never less for more of it. */
function responseOf(days: readonly Day[]): { cold: number; warm: number; unrest: number } {
  const centred = [true, false].flatMap((kind) => {
    const own = days.filter(({ isWorkday }) => isWorkday === kind);
    const [kwh, cold, warm] = [
      mean(own.map((day) => day.mean)),
      mean(own.map(({ temperature }) => coldness(temperature))),
      mean(own.map(({ temperature }) => warmth(temperature))),
    ];
    return own.map((day) => ({
      kwh: day.mean - kwh,
      cold: coldness(day.temperature) - cold,
      warm: warmth(day.temperature) - warm,
    }));
  });
  const sum = (of: (day: (typeof centred)[number]) => number): number =>
    centred.reduce((total, day) => total + of(day), 0);
  const [cc, ww, cw] = [
    sum(({ cold }) => cold * cold),
    sum(({ warm }) => warm * warm),
    sum(({ cold, warm }) => cold * warm),
  ];
  const [ck, wk] = [sum(({ cold, kwh }) => cold * kwh), sum(({ warm, kwh }) => warm * kwh)];
  const determinant = cc * ww - cw * cw;
  const both = determinant > 1e-9 * cc * ww && ww > 0;
  const cold = Math.max(0, both ? (ck * ww - wk * cw) / determinant : cc > 0 ? ck / cc : 0);
  const warm = Math.max(0, both ? (wk * cc - ck * cw) / determinant : 0);
  const rest = sum((day) => (day.kwh - cold * day.cold - warm * day.warm) ** 2);
  return { cold, warm, unrest: Math.sqrt(rest / Math.max(1, centred.length - 3)) };
}

function localTime(start: number, site: Site): { halfHour: number; day: number; isWorkday: boolean } {
  const year = new Date(start).getUTCFullYear();
  const { halfHourOfDay, day, dayKind } = localCalendar(year, nationOf(site));
  const i = (start - utcYear(year).from) / HALF_HOUR;
  const ofYear = day[i] ?? 0;
  return {
    halfHour: halfHourOfDay[i] ?? 0,
    day: year * 1000 + ofYear,
    isWorkday: dayKind[ofYear] === DAY_KIND.workday,
  };
}

/** The usual temperature of a season, degC. */
function seasonal(start: number, { place }: Site): number {
  const { from, days } = utcYear(new Date(start).getUTCFullYear());
  const day = (start - from) / (HALF_HOURS * HALF_HOUR);
  return place.temperature.mean - place.temperature.amplitude * cos((2 * Math.PI * (day - 21)) / days);
}

function coldness(temperature: number): number {
  return Math.max(0, COLD - temperature);
}

function warmth(temperature: number): number {
  return Math.max(0, temperature - WARM);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
