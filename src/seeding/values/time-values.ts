import { constant, varied, type Candidate, type Purpose, type Role, type ValueSeed } from './candidate.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2001, 0, 1);

const EPOCH = '1970-01-01 00:00:00';
const LEAP_DAY = '2096-02-29 23:59:59.999999';
/** Local times that do not exist or exist twice in Europe or North America, because the clocks change. */
const CHANGES_OF_CLOCK = ['2024-03-31 01:30:00', '2024-10-27 01:30:00', '2024-03-10 02:30:00', '2024-11-03 01:30:00'];

/**
 * The moment of a row. It is `step` milliseconds later in each further column, so that a start is before an end and the
 * periods of two rows do not overlap.
 */
export function momentOf({ row, ordinal }: ValueSeed, step: number): number {
  return START + (row % 10_000) * DAY + (row % 20) * 60 * MINUTE + ordinal * step;
}

export function dateText(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

export function timestampText(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19).replace('T', ' ')}+00`;
}

function timeText(moment: number): string {
  return new Date(moment).toISOString().slice(11, 19);
}

/** Values of the types of dates and times, or undefined for other types. */
export function timeCandidates(bare: string, { distinct }: Purpose): Candidate[] | undefined {
  switch (bare) {
    case 'date':
      return momentCandidates((moment) => dateText(moment), DAY, distinct, ['1970-01-01', '2096-02-29', '2024-02-29']);
    case 'timestamp':
    case 'timestamptz':
      return momentCandidates(timestampText, MINUTE, distinct, [EPOCH, LEAP_DAY, ...CHANGES_OF_CLOCK].map(atUtc));
    case 'time':
    case 'timetz': {
      const zone = bare === 'time' ? '' : '+00';
      return [
        varied('plain', (seed) => `${timeText(START + (seed.row % 700) * MINUTE + seed.ordinal * MINUTE)}${zone}`),
        constant('low', `00:00:00${zone}`),
        constant('high', `23:59:59.999999${bare === 'time' ? '' : '-12'}`),
        ...['09:00:00', '12:30:00', '18:00:00'].map((text) => constant('other', `${text}${zone}`)),
        varied('other', ({ cell }) => `${timeText(START + (cell % 86_400) * 1000)}${zone}`),
      ];
    }
    case 'interval':
      return [
        varied('plain', ({ row, ordinal }) => `${1 + (row % 20) + ordinal} hours`),
        distinct ? varied('low', ({ cell }) => `-${cell % 100_000} seconds`) : constant('low', '-1 mons -1 days'),
        varied('high', ({ cell }) => `100 years ${cell % 12} mons 29 days 23:59:59.999999`),
        ...['0', '1 second', '15 minutes', '30 minutes', '1 day', '1 month', '1 year'].map((text) =>
          constant('other', text),
        ),
        varied('other', ({ cell }) => `${cell % 1_000_000} seconds`),
      ];
    default:
      return undefined;
  }
}

function atUtc(text: string): string {
  return `${text}+00`;
}

function momentCandidates(
  write: (moment: number) => string,
  step: number,
  distinct: boolean,
  [low = '', high = '', ...special]: readonly string[],
): Candidate[] {
  const near = (role: Role, text: string, sign: 1 | -1): Candidate =>
    distinct
      ? varied(role, ({ cell }) => write(Date.parse(text.replace(/\+00$/, 'Z')) + sign * (cell % 5000) * DAY))
      : constant(role, text);
  return [
    varied('plain', (seed) => write(momentOf(seed, step))),
    near('low', low, 1),
    near('high', high, -1),
    ...[-1, 1, 7, 31, 400].map((days) => varied('other', (seed) => write(momentOf(seed, step) + days * DAY))),
    varied('other', (seed) => write(momentOf({ ...seed, row: seed.cell }, step))),
    ...special.map((text) => constant('other', text)),
    constant('other', write(Date.UTC(2024, 0, 1))),
    constant('other', write(Date.UTC(2090, 11, 31))),
  ];
}
