import * as v from 'valibot';

/** The layouts that are read from files, golang-migrate's first: it is the default. */
export const LAYOUT_NAMES = [
  'golang-migrate',
  'dbmate',
  'goose',
  'sqlx',
  'node-pg-migrate',
  'flyway',
  'refinery',
  'diesel',
  'timestamps',
] as const;

export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** The layouts of other tools than golang-migrate. */
export type OtherLayout = Exclude<LayoutName, 'golang-migrate'>;

/** How the migrations are laid out: a name, or `auto` to decide by the files. */
export type LayoutChoice = LayoutName | 'auto';

/** Schema of `LayoutChoice`. */
export const LAYOUT_CHOICE = v.picklist(
  [...LAYOUT_NAMES, 'auto'],
  `must be one of ${LAYOUT_NAMES.join(', ')}, or auto`,
);
