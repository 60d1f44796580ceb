import { expect, test } from 'vitest';

import { lintText, parsedFile } from '../fixtures.ts';

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
