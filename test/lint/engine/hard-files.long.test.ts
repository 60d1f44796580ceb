import { expect, test } from 'vitest';

import { lintText } from '../fixtures.ts';

test('a text of 20 million escapes is checked', async () => {
  const text = `INSERT INTO a.b VALUES (E'${'\\n'.repeat(20_000_000)}');`;
  const only = ['unguarded-insert', 'name-too-long', 'not-readable', 'syntax-error'];
  const { findings } = await lintText(text, { only });
  expect(findings.map(({ code, line, column }) => [code, line, column])).toEqual([['unguarded-insert', 1, 1]]);
});

test('a file of 50,000 statements is checked to its end', async () => {
  const inserts = Array.from({ length: 50_000 }, (_, i) => `INSERT INTO b VALUES (${i}, 'é');`);
  const { findings } = await lintText(`BEGIN;\n${inserts.join('\n')}\nDROP TABLE b;\nEND;\n`, { preset: 'strict' });
  expect(findings.filter(({ code }) => code === 'unguarded-insert')).toHaveLength(50_000);
  expect(findings.filter(({ code }) => code === 'not-rerunnable')).toHaveLength(50_000);
  expect(findings.find(({ code }) => code === 'drop-table')).toMatchObject({ line: 50_002, column: 1 });
});

test('a file of 5000 changes on one line is checked to its end', async () => {
  const changes = Array.from({ length: 5000 }, (_, i) => `ALTER TABLE a.t${Math.floor(i / 50)} ADD COLUMN c${i} int;`);
  const { findings } = await lintText(changes.join(' '), { preset: 'strict' });
  for (const rule of ['unguarded-column', 'nullable-column-without-default']) {
    expect(findings.filter((found) => found.code === rule)).toHaveLength(5000);
  }
  expect(findings.filter(({ code }) => code === 'mergeable-alters')).toHaveLength(4900);
});
