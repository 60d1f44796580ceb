import { closestName } from '../../support/closest-name.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import type { Layout } from './layout.ts';
import { LAYOUT_NAMES, type LayoutName } from './layout-names.ts';
import { HALF_HOURLY_LIST } from './layouts/half-hourly-list.ts';
import { INTERVALS } from './layouts/intervals.ts';
import { MONTHS_ACROSS, PERIODS_ACROSS, PERIODS_ONE_YEAR } from './layouts/months.ts';
import { REGISTER_READINGS } from './layouts/register-readings.ts';
import { SQUARE } from './layouts/square.ts';
import { WORKBOOK } from './layouts/workbook.ts';

export const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  intervals: INTERVALS,
  workbook: WORKBOOK,
  'register-readings': REGISTER_READINGS,
  'half-hourly-list': HALF_HOURLY_LIST,
  square: SQUARE,
  'periods-across': PERIODS_ACROSS,
  'periods-one-year': PERIODS_ONE_YEAR,
  'months-across': MONTHS_ACROSS,
};

/** Names in the order of `LAYOUT_NAMES`, each once. @throws InvalidOptionError */
export function requireLayouts(names: readonly string[]): LayoutName[] {
  const unknown = names.find((name) => !isLayout(name));
  if (unknown !== undefined || names.length === 0) {
    const meant = unknown === undefined ? undefined : closestName(unknown, LAYOUT_NAMES);
    throw new InvalidOptionError('layouts', {
      message: unknown === undefined ? 'no layout is named' : `unknown layout "${unknown}"`,
      hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}Choose from ${LAYOUT_NAMES.join(', ')}.`,
    });
  }
  return LAYOUT_NAMES.filter((name) => names.includes(name));
}

function isLayout(name: string): name is LayoutName {
  return Object.hasOwn(LAYOUTS, name);
}
