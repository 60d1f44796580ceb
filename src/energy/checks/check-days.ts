import { DAY_KIND, type LocalCalendar } from '../models/calendar/local-calendar.ts';
import type { Archetype } from '../world/site.ts';
import { check, type Band, type Check } from './check.ts';
import { aroundProfile, localDays, ratioOfDays, sumsByDay } from './local-days.ts';
import { autocorrelation, correlation, deviation, mean, residuals } from './statistics.ts';

/** Homes, by real meters in Great Britain; other buildings by judgment. */
const HOME: ReadonlySet<Archetype> = new Set(['house']);

/** Buildings that chillers cool. */
const COOLED: ReadonlySet<Archetype> = new Set(['office', 'retail', 'hotel', 'supermarket']);

/** Buildings whose staff leave early on Fridays, travel in August, and stay away from Christmas to New Year. */
const OF_STAFF: ReadonlySet<Archetype> = new Set(['office', 'library', 'warehouse']);

/** What a day differs by from others of its kind: standard deviation, and what a daily model with temperature leaves (CVRMSE). */
const DAYS: Readonly<
  Record<'home' | 'steady' | 'other', { readonly spread: Band; readonly left: Band; readonly halfHours: Band }>
> = {
  home: { halfHours: [0.15, 0.8], spread: [0.18, 0.7], left: [0.18, 0.55] },
  steady: { halfHours: [0.15, 0.96], spread: [0.01, 0.15], left: [0.01, 0.15] },
  other: { halfHours: [0.15, 0.96], spread: [0.05, 0.3], left: [0.05, 0.25] },
};

const STEADY: ReadonlySet<Archetype> = new Set(['data_centre', 'supermarket']);

/**
 * Whether a year of half-hours varies as a building does: from one half-hour and one day to the next, through the week and the year, and
 * with the temperature.
 *
 * @param consumption kWh, but for heating
 * @param temperature degC, by the same half-hours
 */
export function checkDays(
  consumption: Float64Array,
  temperature: Float64Array,
  archetype: Archetype,
  year: number,
  calendar: LocalCalendar,
): Check[] {
  const days = localDays(year, calendar);
  const totals = sumsByDay(consumption, calendar);
  const outside = sumsByDay(temperature, calendar).map((sum) => sum / 48);
  const ofKind = residuals(totals, new Float64Array(totals.length), days.group);
  const left = residuals(totals, outside, days.group);
  const {
    halfHours,
    spread,
    left: leftBand,
  } = DAYS[HOME.has(archetype) ? 'home' : STEADY.has(archetype) ? 'steady' : 'other'];
  const half = aroundProfile(consumption, calendar, days);
  const isWork = (day: number): boolean => days.kind[day] === DAY_KIND.workday;
  const checks = [
    check('electricity', 'half-hours around the profile, autocorrelation', autocorrelation(half, 1), halfHours),
    check('electricity', 'days of one kind, deviation over mean', deviation(ofKind) / mean(totals), spread),
    check('electricity', 'days of one kind, autocorrelation', autocorrelation(ofKind, 1), [0.1, 0.75]),
    check('electricity', 'days, CVRMSE of a model with temperature', deviation(left) / mean(totals), leftBand),
  ];
  if (COOLED.has(archetype)) {
    const summer = [...totals.keys()].filter((day) => {
      const month = days.month[day] ?? 0;
      return month >= 4 && month <= 8 && isWork(day);
    });
    const [taken, warmth] = [totals, outside].map((of) => summer.map((day) => of[day] ?? 0));
    checks.push(
      check(
        'electricity',
        'workdays of summer with temperature, correlation',
        correlation(taken ?? [], warmth ?? []),
        [0.15, 0.95],
      ),
    );
  }
  return OF_STAFF.has(archetype) ? [...checks, ...checkWeeks(totals, year, calendar)] : checks;
}

/** Fridays, August, and the days from Christmas to New Year, over usual workdays. */
function checkWeeks(totals: Float64Array, year: number, calendar: LocalCalendar): Check[] {
  const { month, weekday } = localDays(year, calendar);
  const isWork = (day: number): boolean => calendar.dayKind[day] === DAY_KIND.workday;
  const isMonth = (number: number) => (day: number) => isWork(day) && month[day] === number;
  const isMidweek = (day: number): boolean => isWork(day) && (weekday[day] ?? 0) >= 2 && (weekday[day] ?? 0) <= 4;
  const last = totals.length;
  return [
    check(
      'electricity',
      'Fridays over Tuesdays to Thursdays',
      ratioOfDays(totals, (day) => isWork(day) && weekday[day] === 5, isMidweek),
      [0.86, 1],
    ),
    check('electricity', 'August over June, workdays', ratioOfDays(totals, isMonth(7), isMonth(5)), [0.7, 1.2]),
    check(
      'electricity',
      '27 to 31 December over December before, workdays',
      ratioOfDays(
        totals,
        (day) => isWork(day) && day >= last - 5,
        (day) => isMonth(11)(day) && day < last - 11,
      ),
      [0.45, 0.92],
    ),
  ];
}
