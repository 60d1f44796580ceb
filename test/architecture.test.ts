import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

/** The rooms from the top down: each may import those below it. */
const ROOMS = [
  'cli',
  'vitest',
  'report',
  'commands',
  'verify',
  'lint',
  'databases',
  'servers',
  'synthesis',
  'migrations',
  'catalog',
  'sql',
  'postgres',
  'configuration',
  'support',
];

/** Upward steps that are right all the same. */
const ALLOWED = new Set(['postgres -> sql']);

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  file: string;
  from: string;
  to: string;
}

function sourceFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

function importsBetweenRooms(): Import[] {
  return sourceFiles().flatMap((file) => {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((match) => ({
      file,
      from: roomOf(file),
      to: roomOf(relative(SOURCE, join(SOURCE, dirname(file), match[1] ?? ''))),
    }));
  });
}

function filesWith(pattern: RegExp): string[] {
  return sourceFiles().filter((file) => pattern.test(readFileSync(join(SOURCE, file), 'utf8')));
}

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'index';
}

describe('the rooms', () => {
  test('are all known', () => {
    const rooms = new Set(sourceFiles().map(roomOf));
    expect([...rooms].filter((room) => room !== 'index' && !ROOMS.includes(room))).toEqual([]);
  });

  test('import only downwards', () => {
    const upward = importsBetweenRooms().filter(
      ({ from, to }) =>
        from !== 'index' && from !== to && ROOMS.indexOf(to) < ROOMS.indexOf(from) && !ALLOWED.has(`${from} -> ${to}`),
    );
    expect(upward).toEqual([]);
  });

  test('that judge migrations do not see one another', () => {
    const meeting = importsBetweenRooms().filter(({ from, to }) => from === 'verify' && to === 'lint');
    expect(meeting).toEqual([]);
  });

  test('leave printing and exiting to the command line', () => {
    const offenders = sourceFiles()
      .filter((file) => !file.startsWith('cli/') && file !== 'vitest/say.ts')
      .filter((file) =>
        /\bconsole\.|process\.(?:exit|stdout|stderr|argv)\b/.test(readFileSync(join(SOURCE, file), 'utf8')),
      );
    expect(offenders).toEqual([]);
  });

  test('know of vitest in one of them alone, which says what it has to in one place', () => {
    expect(filesWith(/from '(?:vitest|@vitest)[/']/).filter((file) => !file.startsWith('vitest/'))).toEqual([]);
    expect(filesWith(/\bconsole\./).filter((file) => file.startsWith('vitest/'))).toEqual(['vitest/say.ts']);
  });

  test('have no file of more than 300 lines', () => {
    const long = sourceFiles().filter((file) => readFileSync(join(SOURCE, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
