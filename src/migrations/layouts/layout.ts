import type { OtherLayout } from '../../configuration/layout.ts';
import type { RunMode } from '../../sql/run-mode.ts';
import type { Direction } from '../pairs/migration.ts';

/** What the name of a file says. */
export interface LayoutFileName {
  /** Digits, or several of them where versions have parts, such as 1.2; empty for what runs after all versions. */
  version: readonly string[];
  name: string;
  /** `both` for a file with a section for each direction. */
  direction: Direction | 'both';
}

/** The script of one direction. All characters keep their index in the file, so that errors have the right line. */
export interface LayoutScript {
  sql: string;
  mode: RunMode;
}

/** How another tool lays out its migrations. */
export interface Layout {
  name: OtherLayout;
  /** The tool in messages. */
  tool: string;
  /** The names of its files, for people. */
  fileNames: string;
  /** Whether files lie directly in the folder, in folders of one migration each, or anywhere below it. */
  depth: 'folder' | 'folder-each' | 'any';
  /** Whether the tool sorts by names instead of numbers. */
  sortsByName?: boolean;
  /** Whether the tool compares versions digit by digit: 2021 comes after 20200101. */
  comparesDigits?: boolean;
  /** Whether versions may have any number of parts and digits, more than the number that elementaldb has for a version. */
  hasLongVersions?: boolean;
  /** What one line makes the tool run a migration outside a transaction; undefined where nothing does. */
  withoutTransaction: string | undefined;
  /** Names of migrations in a programming language, which only the tool can run. */
  code?: RegExp;
  /**
   * Reads the path of a file relative to the folder; undefined for what the tool ignores.
   *
   * @throws ElementalError for a name that the tool refuses
   */
  parseName(path: string): LayoutFileName | undefined;
  /**
   * The script of one direction; undefined where the file has none.
   *
   * @param path of the file
   * @throws ElementalError (kind `migration`, code `LAYOUT_SYNTAX`) with file and line
   */
  script(text: string, direction: Direction, path: string): LayoutScript | undefined;
  /** Files beside one that say how it runs. */
  companions?(path: string): string[];
}
