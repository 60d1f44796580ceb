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

export type MigrationLayout = (typeof LAYOUT_NAMES)[number];

/** The layouts of other tools than golang-migrate. */
export type OtherLayout = Exclude<MigrationLayout, 'golang-migrate'>;

/** A layout by its name, or `auto` to decide by the files. */
export type NamedLayout = MigrationLayout | 'auto';

/** A program that brings an empty database to its state, instead of SQL files. */
export interface CommandLayout {
  /** Program and arguments. It gets the URL of the database as `DATABASE_URL`. */
  command: readonly [string, ...string[]];
  /** Globs of all files that the state depends on: when one changes, the program runs again. */
  files: readonly string[];
  /** The folder where it runs and from which the globs start. Default: that of the configuration file, or the current one. */
  folder?: string | undefined;
}

/** How the migrations are laid out. */
export type LayoutChoice = NamedLayout | CommandLayout;

/** Schema of `NamedLayout`. */
export const NAMED_LAYOUT = v.picklist([...LAYOUT_NAMES, 'auto'], `must be one of ${LAYOUT_NAMES.join(', ')}, or auto`);

const text = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'));

/** Schema of `LayoutChoice`. */
export const LAYOUT_CHOICE = v.union(
  [
    NAMED_LAYOUT,
    v.strictObject({
      command: v.tupleWithRest([text], text),
      files: v.pipe(v.array(text), v.nonEmpty('must name a file')),
      folder: v.optional(text),
    }),
  ],
  `must be one of ${LAYOUT_NAMES.join(', ')}, or auto; or an object with command and files, two lists of strings`,
);
