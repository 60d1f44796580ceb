import { ElementalError } from '../../support/errors.ts';
import type { Layout } from './layout.ts';
import { firstStatementLine, layoutError, sectionOf } from './sections.ts';

/**
 * SQL migrations of node-pg-migrate: `VERSION_NAME.sql` with a section after `-- Up Migration` and, where it can be undone,
 * one after `-- Down Migration`; a file without either is an up. A section is sent as one query in a transaction. (By
 * default node-pg-migrate uses one transaction for all files that it applies; here each file has its own.)
 *
 * @see https://salsita.github.io/node-pg-migrate/migrations/
 */
export const nodePgMigrate: Layout = {
  name: 'node-pg-migrate',
  tool: 'node-pg-migrate',
  fileNames: 'VERSION_NAME.sql with -- Up Migration and -- Down Migration',
  depth: 'folder',
  withoutTransaction: undefined,
  code: /^[^.].*(?<!\.d)\.[cm]?[jt]s$/,
  parseName(path) {
    if (path.startsWith('.') || !path.endsWith('.sql')) {
      return undefined;
    }
    const [, digits, name] = /^([0-9]+)_(.*)\.sql$/.exec(path) ?? [];
    if (digits === undefined || name === undefined) {
      throw new ElementalError(
        `${path}: node-pg-migrate would run it before all others, because the name does not begin with a version and _`,
        {
          code: 'LAYOUT_SYNTAX',
          kind: 'migration',
          hint: 'Begin the name with a version, such as 1704067200000_, or move it out of the folder.',
        },
      );
    }
    return { version: [timeOf(digits)], name, direction: 'both' };
  },
  script(text, direction, path) {
    const up = text.search(markerOf('up'));
    const down = text.search(markerOf('down'));
    if (down >= 0 && up < 0) {
      throw layoutError(
        { path, text, index: down + (/\S/.exec(text.slice(down))?.index ?? 0) },
        'a "-- Down Migration" without "-- Up Migration"',
        'Add "-- Up Migration" above the up: node-pg-migrate would run the whole file as the up.',
      );
    }
    if (direction === 'down') {
      return down < 0 ? undefined : { sql: sectionOf(text, down, up > down ? up : undefined), mode: 'transaction' };
    }
    if (down >= 0 && down < up) {
      return { sql: sectionOf(text, up), mode: 'transaction' };
    }
    const statement = firstStatementLine(text.slice(0, Math.max(up, 0)));
    if (statement !== undefined) {
      throw layoutError(
        { path, text, index: statement },
        'a statement before "-- Up Migration"',
        'Put it below the marker: node-pg-migrate would never run it.',
      );
    }
    return { sql: text.slice(0, down < 0 ? undefined : down), mode: 'transaction' };
  },
};

/** It allows any number of dashes and blanks, and letters of either case. */
function markerOf(direction: 'up' | 'down'): RegExp {
  return new RegExp(String.raw`^\s*--[\s-]*${direction}\s+migration`, 'im');
}

/** Of 17 digits are a date and a time; others are numbers or milliseconds, which both can be compared with. */
function timeOf(digits: string): string {
  if (digits.length !== 17) {
    return digits;
  }
  const [, year, month, day, hour, minute, second, ms] = /^(....)(..)(..)(..)(..)(..)(...)$/.exec(digits) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(time) ? digits : String(time);
}
