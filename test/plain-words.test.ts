import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Private words of earlier releases, each with its replacement. */
const FORMER_WORDS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bclimb(?:s|ed|ing)?\b/i, 'pass, run'],
  [/\bunless told\b/i, 'by default'],
  [/\b(?:is|are) told\b/i, 'gets, reports'],
  // seqwall has a command of that name.
  [/(?<!')\bstaircases?\b/i, 'trial'],
  [/(?<!-)\banew\b/i, 'again'],
  [/\bwhoever\b/i, 'the user, the process'],
  [/\bworkbench(?:es)?\b/i, 'trial database'],
  [/\bunderstudy\b/i, 'fallback'],
  [/\bmade anew\b/i, 'recreated'],
  [/\bgives? back\b/i, 'release, restore'],
  [/\bof one's own\b/i, 'custom'],
  [/\bis no (?:number|isolation|dataset|shard|version)\b/i, 'invalid …: …'],
  [/\bthere is no (?:isolation|folder|snapshot)\b/i, 'unknown …, … does not exist'],
  [/\bis no (?:name for|dump)\b/i, 'invalid name, not a dump'],
  [/\bexpected something of\b/i, 'the value passed to expect()'],
  [/\bcontradict each other\b/i, 'cannot be combined'],
  [/\bthrough the rooms\b/i, 'data flow'],
];

const FOLDERS = ['src', 'docs', 'examples', 'bench'];

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(ROOT, folder, file))
    .filter((file) => /\.(?:ts|md|json|ya?ml|py|sql)$/.test(file) && !file.includes('node_modules'))
    .filter((file) => statSync(file).isFile());
}

/** Text that people read: the sources, the documentation and the titles of tests. */
function textFiles(): string[] {
  const inRoot = ['README.md', 'CONTRIBUTING.md', 'action.yml'].map((file) => join(ROOT, file));
  return [...FOLDERS.flatMap(filesIn), ...inRoot.filter((file) => statSync(file, { throwIfNoEntry: false }))];
}

function testTitles(): { file: string; text: string }[] {
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && file !== 'plain-words.test.ts')
    .map((file) => join(ROOT, 'test', file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\b(?:test|describe)(?:\.\w+)?\(\s*(['`"])(.*?)\1,/g)].map((match) => ({
        file,
        text: match[2] ?? '',
      })),
    );
}

test('the private words of earlier releases do not come back', () => {
  const texts = [...textFiles().map((file) => ({ file, text: readFileSync(file, 'utf8') })), ...testTitles()];
  const found = texts.flatMap(({ file, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        FORMER_WORDS.filter(([pattern]) => pattern.test(line)).map(
          ([, replacement]) => `${relative(ROOT, file)}:${index + 1}: ${line.trim()} (use: ${replacement})`,
        ),
      ),
  );
  expect(found).toEqual([]);
});
