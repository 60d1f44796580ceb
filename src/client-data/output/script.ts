import { packageVersion } from '../../support/tool-version.ts';

/** What the top of a script says about it. */
export interface ScriptFacts {
  /** The version of the migrations that the rows fit; null without any. */
  version: bigint | null;
  part: boolean;
  anonymized: boolean;
}

const VERSION_LINE = /^-- Schema version: (\d+)$/m;

/**
 * The beginning of a script. It depends on nothing but the facts, so that the same rows give the same file.
 */
export function scriptHead({ version, part, anonymized }: ScriptFacts, before: readonly string[]): string {
  return [
    `-- Client data, written by elementaldb ${packageVersion()}: rows only.`,
    `-- Schema version: ${version ?? 'none'}`,
    `-- Rows: ${part ? 'a part' : 'all'}; ${anonymized ? 'anonymized' : 'real values'}.`,
    '-- Load it into a database with these migrations, as the owner of the tables.',
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
