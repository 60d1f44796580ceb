import { expect, test } from 'vitest';

import { lintText, parsedFile } from '../fixtures.ts';

/** What takes minutes when it should take seconds shall fail; a busy machine shall not. */
const TIMEOUT_MS = 120_000;

/** `rule line:column` of what is found. */
async function places(text: string, ...only: string[]): Promise<string[]> {
  const { findings } = await lintText(text, { only });
  return findings.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

test('DROP TABLE of several tables with one CASCADE is reported once', async () => {
  expect(await places('DROP TABLE a.b, a.c CASCADE;\nDROP TABLE a.d CASCADE;', 'cascade')).toEqual([
    'cascade 1:1',
    'cascade 2:1',
  ]);
});

test('what stands in a body with doubled quotes has its own place', async () => {
  const text = `DO '
BEGIN
  UPDATE a.b SET c = ''it''''s'' WHERE d = ''x''; ALTER TABLE a.b ADD COLUMN e text, ADD COLUMN f text DEFAULT ''é'';
  DROP TABLE a.b;
  EXECUTE ''INSERT INTO a.b VALUES (''''y'''');'';
END
';`;
  const { statements, positionOf } = await parsedFile(text);
  const found = statements
    .flatMap(({ actions, start }) => [start, ...actions.map(({ index }) => index)])
    .map(positionOf);
  expect(found).toEqual([
    { line: 1, column: 1 },
    { line: 3, column: 3 },
    { line: 3, column: 3 },
    { line: 3, column: 51 },
    { line: 3, column: 78 },
    { line: 3, column: 97 },
    { line: 4, column: 3 },
    { line: 4, column: 3 },
    { line: 5, column: 13 },
    { line: 5, column: 13 },
  ]);
});

test('a text of 20 million escapes is checked', { timeout: TIMEOUT_MS }, async () => {
  const text = `INSERT INTO a.b VALUES (E'${'\\n'.repeat(20_000_000)}');`;
  expect(await places(text, 'unguarded-insert', 'name-too-long', 'not-readable', 'syntax-error')).toEqual([
    'unguarded-insert 1:1',
  ]);
});

test('a file of 50,000 statements is checked to its end', { timeout: TIMEOUT_MS }, async () => {
  const inserts = Array.from({ length: 50_000 }, (_, i) => `INSERT INTO b VALUES (${i}, 'é');`);
  const { findings } = await lintText(`BEGIN;\n${inserts.join('\n')}\nDROP TABLE b;\nEND;\n`, { preset: 'strict' });
  expect(findings.filter(({ code }) => code === 'unguarded-insert')).toHaveLength(50_000);
  expect(findings.filter(({ code }) => code === 'not-rerunnable')).toHaveLength(50_000);
  expect(findings.find(({ code }) => code === 'drop-table')).toMatchObject({ line: 50_002, column: 1 });
});

test('a file of 5000 changes on one line is checked to its end', { timeout: TIMEOUT_MS }, async () => {
  const changes = Array.from({ length: 5000 }, (_, i) => `ALTER TABLE a.t${Math.floor(i / 50)} ADD COLUMN c${i} int;`);
  const { findings } = await lintText(changes.join(' '), { preset: 'strict' });
  for (const rule of ['unguarded-column', 'nullable-column-without-default']) {
    expect(findings.filter((found) => found.code === rule)).toHaveLength(5000);
  }
  expect(findings.filter(({ code }) => code === 'mergeable-alters')).toHaveLength(4900);
});
