/** The layouts that the services' upload of meter files knows, in the order in which it tries them. */
export const LAYOUT_NAMES = [
  'intervals',
  'workbook',
  'register-readings',
  'half-hourly-list',
  'square',
  'periods-across',
  'periods-one-year',
  'months-across',
] as const;

export type LayoutName = (typeof LAYOUT_NAMES)[number];
