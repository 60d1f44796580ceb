import { table } from '../../src/report/layout.ts';
import { typical, type Measured } from './contender.ts';

/** A ratio that is to be reached: `most` the greatest that is good, `least` the smallest. */
export type Goal = { most: number } | { least: number };

const right = 'right' as const;

/** One contender a line, compared with the one called `base`; what has to be known of each stands below. */
export function comparison(
  measured: readonly Measured[],
  base: { name: string; title: string },
  goals: Readonly<Record<string, Goal>>,
): string[] {
  const limit = typical(measured.find(({ name }) => name === base.name));
  const largest = Math.max(...measured.map(typical).filter(Number.isFinite));
  const rows = measured.map((each) => {
    const ratio = typical(each) / limit;
    return [
      each.name,
      number(typical(each)),
      range(each),
      number(ratio),
      ...verdict(ratio, goals[each.name]),
      bar(typical(each), largest, 14),
    ];
  });
  const lines = table(
    [
      { title: 'contender' },
      { title: 'ms each', align: right },
      { title: 'min-max', align: right },
      { title: `/ ${base.title}`, align: right },
      { title: 'goal' },
      { title: '' },
      { title: '' },
    ],
    rows,
  );
  const remarks = measured.flatMap(({ name, trials }) =>
    [...new Set(trials.map(({ remark }) => remark))]
      .filter((remark) => remark !== '')
      .map((remark) => `${name}: ${remark}`),
  );
  return remarks.length === 0 ? lines : [...lines, '', ...remarks];
}

/** The goal in words, and whether it is reached. */
export function verdict(value: number, goal: Goal | undefined): [string, string] {
  if (goal === undefined) {
    return ['', ''];
  }
  const met = 'most' in goal ? value <= goal.most : value >= goal.least;
  return ['most' in goal ? `<= ${goal.most}` : `>= ${goal.least}`, met ? 'met' : 'missed'];
}

/** A bar as long as `value` beside `largest`. */
export function bar(value: number, largest: number, width: number): string {
  return Number.isFinite(value) ? '█'.repeat(Math.max(1, Math.round((width * value) / largest))) : '';
}

/** A number with three digits that mean something, or a dash. */
export function number(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0) : '-';
}

/** From the smallest to the greatest of its milliseconds per migration. */
export function range({ trials }: Measured): string {
  const all = trials.map(({ each }) => each);
  return `${number(Math.min(...all))}-${number(Math.max(...all))}`;
}
