import { sqlTokens } from '../../sql/sql-tokens.ts';
import { ElementalError } from '../../support/errors.ts';
import type { Direction } from '../pairs/migration.ts';
import { annotationOf, endsStatement, isBlankOrComment, linesOf } from './goose-queries.ts';
import type { Layout } from './layout.ts';
import { layoutError, sectionOf } from './sections.ts';

/**
 * goose: `VERSION_NAME.sql` with a section after `-- +goose Up` and, where it can be undone, one after `-- +goose Down`. A
 * statement ends with a semicolon at the end of a line, or at `-- +goose StatementEnd`. All statements of a section run in
 * one transaction, or with `-- +goose NO TRANSACTION` each by itself, as `gooseQueries` cuts them.
 *
 * @see https://pressly.github.io/goose/documentation/annotations/
 */
export const goose: Layout = {
  name: 'goose',
  tool: 'goose',
  fileNames: 'VERSION_NAME.sql with -- +goose Up',
  depth: 'folder',
  withoutTransaction: '-- +goose NO TRANSACTION',
  code: /^[0-9]+_.*(?<!_test)\.go$/,
  parseName(path) {
    if (!path.endsWith('.sql')) {
      return undefined;
    }
    const [, digits, name] = /^([0-9]+)_(.*)\.sql$/.exec(path) ?? [];
    if (digits === undefined || name === undefined || BigInt(digits) < 1n) {
      throw new ElementalError(
        `${path}: goose refuses the folder, because the name does not begin with a version and _`,
        {
          code: 'LAYOUT_SYNTAX',
          kind: 'migration',
          hint: 'Begin the name with a number from 1 and an underscore, or move the file out of the folder.',
        },
      );
    }
    return { version: [digits], name, direction: 'both' };
  },
  script(text, direction, path) {
    const { down, inTransaction } = readSections(text, path);
    const mode = inTransaction ? 'transaction' : 'queries';
    if (direction === 'up') {
      return { sql: text.slice(0, down), mode };
    }
    return down === undefined ? undefined : { sql: sectionOf(text, down), mode };
  },
};

interface Sections {
  /** Index of the marker of the down. */
  down: number | undefined;
  inTransaction: boolean;
}

/** Reads a file line by line, as goose does, and refuses what goose refuses. */
function readSections(text: string, path: string): Sections {
  const found: Sections = { down: undefined, inTransaction: true };
  let section: Direction | undefined;
  let blockAt: number | undefined;
  /** Where a statement began that has not ended yet. */
  let statementAt: number | undefined;
  const refuse = (index: number, message: string, hint: string): never => {
    throw layoutError({ path, text, index }, message, hint);
  };
  const requireEnd = (): void => {
    if (statementAt !== undefined) {
      refuse(statementAt, 'a statement without a semicolon at the end of a line', 'End it with a semicolon.');
    }
  };
  for (const { line, index } of linesOf(text)) {
    const annotation = annotationOf(line);
    if (annotation === undefined) {
      if (statementAt === undefined && isBlankOrComment(line)) {
        continue;
      }
      if (section === undefined) {
        refuse(index, 'a statement before "-- +goose Up"', 'Begin the migration with the line "-- +goose Up".');
      }
      statementAt ??= index;
      if (blockAt === undefined && endsStatement(line)) {
        requireWholeBody(text, path, statementAt, index + line.length);
        statementAt = undefined;
      }
      continue;
    }
    if (/^\s/.test(line)) {
      refuse(index, `blanks before "${line.trim()}"`, 'Begin the line with --: goose refuses an indented annotation.');
    }
    switch (annotation) {
      case 'UP':
        if (section !== undefined) {
          refuse(index, 'a second "-- +goose Up"', 'Put it into a file of its own.');
        }
        section = 'up';
        break;
      case 'DOWN':
        if (section !== 'up') {
          refuse(
            index,
            section === undefined ? 'the down is before the up' : 'a second "-- +goose Down"',
            'Write "-- +goose Up" first, then "-- +goose Down", each once.',
          );
        }
        if (blockAt !== undefined) {
          refuse(blockAt, 'no "-- +goose StatementEnd" after StatementBegin', 'Add it below the statement.');
        }
        requireEnd();
        section = 'down';
        found.down = index;
        break;
      case 'STATEMENTBEGIN':
        if (section === undefined || blockAt !== undefined) {
          refuse(index, 'StatementBegin outside a section, or inside another one', 'Close the one before it first.');
        }
        blockAt = index;
        break;
      case 'STATEMENTEND':
        if (blockAt === undefined) {
          refuse(index, '"-- +goose StatementEnd" without StatementBegin', 'Add "-- +goose StatementBegin" above.');
        }
        blockAt = undefined;
        statementAt = undefined;
        break;
      case 'NO TRANSACTION':
        found.inTransaction = false;
        break;
      case 'ENVSUB OFF':
        break;
      case 'ENVSUB ON':
        refuse(
          index,
          'goose would replace ${…} by variables of the environment, which elementaldb does not',
          'Write the values into the file, and remove the annotation.',
        );
        break;
      default:
        refuse(index, `unknown annotation "${line.trim()}"`, `goose knows: ${KNOWN}.`);
    }
  }
  if (section === undefined) {
    refuse(0, 'no "-- +goose Up"', 'Begin the migration with the line "-- +goose Up".');
  }
  if (blockAt !== undefined) {
    refuse(blockAt, 'no "-- +goose StatementEnd" after StatementBegin', 'Add it below the statement.');
  }
  requireEnd();
  return found;
}

const KNOWN = 'Up, Down, StatementBegin, StatementEnd, NO TRANSACTION, ENVSUB ON, ENVSUB OFF';

/** goose cuts at each semicolon that ends a line, also inside the body of a function. */
function requireWholeBody(text: string, path: string, start: number, end: number): void {
  const statement = text.slice(start, end);
  const open = sqlTokens(statement).some(
    ({ kind, start: at }) => kind === 'sign' && /^(?:'|"|\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)/u.test(statement.slice(at)),
  );
  if (open) {
    throw layoutError(
      { path, text, index: start },
      'goose would end the statement at a semicolon in its body',
      'Put "-- +goose StatementBegin" above it and "-- +goose StatementEnd" below.',
    );
  }
}
