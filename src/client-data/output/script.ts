import { packageVersion } from '../../support/tool-version.ts';

/** What the top of a script says about it. */
export interface ScriptFacts {
  /** The version of the migrations that the rows fit; null without any. */
  version: bigint | null;
  part: boolean;
  anonymized: boolean;
  /** Tables into which the migrations insert rows, by their `id`: a new database has rows there. */
  migratedTables: readonly string[];
}

const MIGRATED = '-- The migrations insert rows into ';
const VERSION_LINE = /^-- Schema version: (\d+)$/m;

/**
 * The beginning of a script. It depends on nothing but the facts, so that the same rows give the same file.
 */
export function scriptHead(
  { version, part, anonymized, migratedTables }: ScriptFacts,
  before: readonly string[],
): string {
  return [
    `-- Client data, written by elementaldb ${packageVersion()}: rows only.`,
    `-- Schema version: ${version ?? 'none'}`,
    `-- Rows: ${part ? 'a part' : 'all'}; ${anonymized ? 'anonymized' : 'real values'}.`,
    '-- Load it into a database with these migrations, as the owner of the tables.',
    ...migratedTables.map((id) => MIGRATED + JSON.stringify(id)),
    '',
    "SET client_encoding = 'UTF8';",
    'SET standard_conforming_strings = on;',
    "SET IntervalStyle = 'postgres';",
    "SET lc_monetary = 'C';",
    'SET client_min_messages = warning;',
    '',
    'BEGIN;',
    '',
    ...before,
    ...(before.length > 0 ? [''] : []),
    '',
  ].join('\n');
}

/** The end of a script. */
export function scriptEnd(statements: readonly string[]): string {
  return [...statements, ...(statements.length > 0 ? [''] : []), 'COMMIT;', ''].join('\n');
}

/** The version that the beginning of a script names; undefined if it is not one of `scriptHead`. */
export function schemaVersionOf(head: string): bigint | undefined {
  const [, digits] = VERSION_LINE.exec(head) ?? [];
  return digits === undefined ? undefined : BigInt(digits);
}

/** The tables that the beginning of a script names as those into which the migrations insert rows. */
export function migratedTablesOf(head: string): string[] {
  return head.split('\n').flatMap((line) => (line.startsWith(MIGRATED) ? parseName(line.slice(MIGRATED.length)) : []));
}

function parseName(text: string): string[] {
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === 'string' ? [name] : [];
  } catch {
    return [];
  }
}
