import type { OtherLayout } from '../../configuration/layout.ts';
import { withRunMode } from '../../sql/run-mode.ts';
import type { Direction, Migration } from '../pairs/migration.ts';
import { dbmate } from './dbmate.ts';
import { diesel } from './diesel.ts';
import { flyway } from './flyway.ts';
import { goose } from './goose.ts';
import type { Layout, LayoutScript } from './layout.ts';
import { nodePgMigrate } from './node-pg-migrate.ts';
import { refinery } from './refinery.ts';
import { sqlx } from './sqlx.ts';
import { timestamps } from './timestamps.ts';

const LAYOUTS: Readonly<Record<OtherLayout, Layout>> = {
  dbmate,
  goose,
  sqlx,
  'node-pg-migrate': nodePgMigrate,
  flyway,
  refinery,
  diesel,
  timestamps,
};

export function layoutNamed(name: OtherLayout): Layout {
  return LAYOUTS[name];
}

/** The tool that runs a migration, for messages. */
export function toolOf({ layout }: Pick<Migration, 'layout'>): string {
  return layout === undefined
    ? 'golang-migrate'
    : layout === 'timestamps'
      ? 'the migration tool'
      : LAYOUTS[layout].tool;
}

/**
 * The script of one direction in the text of a migration's file, without a word on how it runs; undefined where the file
 * has none. Throws as `Layout.script` does.
 */
export function scriptOf(
  { layout }: Pick<Migration, 'layout'>,
  text: string,
  direction: Direction,
  path: string,
): LayoutScript | undefined {
  return layout === undefined ? { sql: text, mode: 'whole' } : layoutNamed(layout).script(text, direction, path);
}

/** The same as one text that says how it runs. */
export function runnableText(
  migration: Pick<Migration, 'layout'>,
  text: string,
  direction: Direction,
  path: string,
): string | undefined {
  const script = scriptOf(migration, text, direction, path);
  return script && withRunMode(script.sql, script.mode);
}
