import type { Direction } from '../pairs/migration.ts';
import type { Layout } from './layout.ts';
import { firstStatementLine, layoutError, sectionOf } from './sections.ts';

/**
 * dbmate: `VERSION_NAME.sql` with a section after `-- migrate:up` and one after `-- migrate:down`. A section is sent as one
 * query, in a transaction unless its marker has `transaction:false`.
 *
 * @see https://github.com/amacneil/dbmate#creating-migrations
 */
export const dbmate: Layout = {
  name: 'dbmate',
  tool: 'dbmate',
  fileNames: 'VERSION_NAME.sql with -- migrate:up and -- migrate:down',
  depth: 'folder',
  sortsByName: true,
  withoutTransaction: '-- migrate:up transaction:false',
  parseName(path) {
    const [, digits, rest] = /^([0-9]+)(.*)\.sql$/.exec(path) ?? [];
    return digits === undefined || rest === undefined
      ? undefined
      : { version: [digits], name: rest.replace(/^[-_. ]/, ''), direction: 'both' };
  },
  script(text, direction, path) {
    const { up, down } = sectionsOf(text, path);
    const marker = direction === 'up' ? up : down;
    const sql = direction === 'up' ? text.slice(0, down.index) : sectionOf(text, down.index);
    return { sql, mode: isInTransaction(marker, text, path) ? 'transaction' : 'whole' };
  },
};

interface Marker {
  /** Of its first character. */
  index: number;
  /** What follows it in its line. */
  options: string;
}

const MARKER = /^--[^\S\n]*migrate:(up|down)(?=\s|$)([^\n]*)/gm;

function sectionsOf(text: string, path: string): Record<Direction, Marker> {
  const markers = [...text.matchAll(MARKER)].map(({ 1: direction, 2: options = '', index }) => ({
    direction,
    index,
    options,
  }));
  const [up, ...otherUps] = markers.filter(({ direction }) => direction === 'up');
  const [down, ...otherDowns] = markers.filter(({ direction }) => direction === 'down');
  if (up === undefined) {
    throw layoutError(
      { path, text, index: 0 },
      'no "-- migrate:up"',
      'Begin the migration with the line "-- migrate:up".',
    );
  }
  const other = otherUps[0] ?? otherDowns[0];
  if (other !== undefined) {
    throw layoutError(
      { path, text, index: other.index },
      `a second "-- migrate:${other.direction}"`,
      'Put the second section into a file of its own: elementaldb reads one of each in a file.',
    );
  }
  if (down === undefined) {
    throw layoutError(
      { path, text, index: up.index },
      'no "-- migrate:down" after the up',
      'Add the line "-- migrate:down": dbmate refuses a file without it.',
    );
  }
  if (down.index < up.index) {
    throw layoutError({ path, text, index: down.index }, 'the down is before the up', 'Put "-- migrate:up" first.');
  }
  const statement = firstStatementLine(text.slice(0, up.index));
  if (statement !== undefined) {
    throw layoutError(
      { path, text, index: statement },
      'a statement before "-- migrate:up"',
      'Put it below the marker: dbmate refuses statements outside the sections.',
    );
  }
  return { up, down };
}

function isInTransaction({ options, index }: Marker, text: string, path: string): boolean {
  const given = options
    .trim()
    .split(/\s+/)
    .filter((option) => option !== '');
  const unknown = given.find((option) => !/^transaction:(?:true|false)$/.test(option));
  if (unknown !== undefined) {
    throw layoutError(
      { path, text, index },
      `unknown option "${unknown}", which dbmate ignores`,
      'Remove it, or write transaction:false.',
    );
  }
  return given.at(-1) !== 'transaction:false';
}
