import { existsSync, readFileSync } from 'node:fs';

import { sqlComments, sqlTokens } from '../../sql/sql-tokens.ts';
import type { RunMode } from '../../sql/run-mode.ts';
import { ElementalError } from '../../support/errors.ts';
import type { Layout } from './layout.ts';
import { layoutError } from './sections.ts';

/**
 * Flyway: `V1_2__name.sql`, its undo `U1_2__name.sql`, and `R__name.sql`, which runs after all versions. A file runs in one
 * transaction, statement by statement; one with a statement that cannot be in a transaction runs without.
 *
 * @see https://documentation.red-gate.com/fd/migrations-184127470.html
 */
export const flyway: Layout = {
  name: 'flyway',
  tool: 'Flyway',
  fileNames: 'V1__NAME.sql, U1__NAME.sql or R__NAME.sql',
  depth: 'any',
  hasLongVersions: true,
  withoutTransaction: 'executeInTransaction=false into the .conf file beside it',
  parseName(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const [, repeatable] = /^R__(.*)\.sql$/.exec(name) ?? [];
    if (repeatable !== undefined) {
      return { version: [], name: repeatable, direction: 'up' };
    }
    const [, kind, version, rest] = /^([VUB])([0-9]+(?:[._][0-9]+)*)__(.*)\.sql$/.exec(name) ?? [];
    if (version === undefined || rest === undefined) {
      return undefined;
    }
    if (kind === 'B') {
      throw new ElementalError(`${path}: elementaldb does not run baseline migrations of Flyway`, {
        code: 'LAYOUT_SYNTAX',
        kind: 'migration',
        hint: 'Move it out of the folder; the versioned migrations before it then run.',
      });
    }
    const parts = version.split(/[._]/).map((part) => part.replace(/^0+(?=.)/, ''));
    while (parts.length > 1 && parts.at(-1) === '0') {
      parts.pop(); // 1.0 is the version 1.
    }
    return { version: parts, name: rest, direction: kind === 'U' ? 'down' : 'up' };
  },
  script(text, _direction, path) {
    const settings = settingsOf(`${path}.conf`);
    const placeholder = settings.get('placeholderReplacement') === 'false' ? undefined : placeholderIn(text);
    if (placeholder !== undefined) {
      throw layoutError(
        { path, text, index: placeholder.index },
        `Flyway would replace ${placeholder.name} by a value that elementaldb does not know`,
        'Write the value, or placeholderReplacement=false into the .conf file beside the migration.',
      );
    }
    return { sql: text, mode: modeOf(text, path, settings) };
  },
  companions: (path) => [`${path}.conf`],
};

function settingsOf(file: string): ReadonlyMap<string, string> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return new Map([...text.matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/gm)].map(([, name = '', value = '']) => [name, value]));
}

/** The first `${name}` outside comments, where any value would do. */
function placeholderIn(text: string): { name: string; index: number } | undefined {
  if (!text.includes('${')) {
    return undefined;
  }
  const comments = sqlComments(text);
  for (const { 0: name, index } of text.matchAll(/\$\{[^}]*\}/g)) {
    if (!comments.some(({ start, text: comment }) => start < index && index < start + comment.length)) {
      return { name, index };
    }
  }
  return undefined;
}

/** The statements that make Flyway run a file without a transaction, by their first words. */
const ALONE =
  /^(?:(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)\b|ALTER SYSTEM\b|VACUUM\b|DISCARD ALL\b|REINDEX (?:SCHEMA|DATABASE|SYSTEM)\b|(?:CREATE(?: UNIQUE)?|DROP) INDEX CONCURRENTLY\b)/;

function modeOf(text: string, path: string, settings: ReadonlyMap<string, string>): RunMode {
  const chosen = settings.get('executeInTransaction');
  if (chosen !== undefined) {
    return chosen === 'false' ? 'statements' : 'transaction';
  }
  const heads = statementHeads(text);
  const first = heads.find(({ words }) => ALONE.test(words));
  const other = heads.find(({ words }) => !ALONE.test(words) && !words.startsWith('SET '));
  if (first !== undefined && other !== undefined) {
    throw layoutError(
      { path, text, index: first.index },
      'a statement that cannot be in a transaction is beside others',
      'Put it into a migration of its own: Flyway refuses the mixture by default.',
    );
  }
  return first === undefined ? 'transaction' : 'statements';
}

/** The first words of each statement in upper case. */
function statementHeads(text: string): { words: string; index: number }[] {
  const heads: { words: string[]; index: number }[] = [];
  let isStart = true;
  for (const token of sqlTokens(text)) {
    if (token.text === ';') {
      isStart = true;
    } else if (isStart) {
      heads.push({ words: [token.text.toUpperCase()], index: token.start });
      isStart = false;
    } else if ((heads.at(-1)?.words.length ?? 0) < WORDS) {
      heads.at(-1)?.words.push(token.text.toUpperCase());
    }
  }
  return heads.map(({ words, index }) => ({ words: words.join(' '), index }));
}

const WORDS = 5;
