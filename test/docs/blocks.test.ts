import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { CONFIGURATION } from '../../src/configuration/schema.ts';
import { pgParser } from '../../src/sql/pg-parser.ts';
import { PAGES, blocksIn, blocksOf, nameOf, type Block } from './blocks.ts';
import { SHELL_BLOCKS, type ShellBlock } from './shell-blocks.ts';

/** Languages whose blocks no test of this folder runs, with the place that does, or the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '': 'output and drawings',
  console: 'output: README.md has the block that is compared with what is printed',
  csv: 'the commands below it read the file (shell.long.test.ts)',
  go: 'a line of examples/go',
  python: 'fragments of examples/, whose projects run',
  text: 'commands of golang-migrate, which test/cli/migrations/golang-migrate-flags.test.ts accepts',
  vim: 'settings of an editor',
  yaml: '.ci/integrations.mjs checks them by their schemas, test/ci/recipes.long.test.ts runs them',
};

function entriesOf({ page, code }: Block): ShellBlock[] {
  return SHELL_BLOCKS.filter((each) => each.page === page && code.startsWith(each.begins));
}

const HERE = ['json', 'sh', 'sql', 'ts'];

test('every block of docs/ has a language that a test knows', () => {
  const languages = new Set(PAGES.flatMap(blocksOf).map(({ language }) => language));
  expect([...languages].toSorted()).toEqual([...HERE, ...Object.keys(ELSEWHERE)].toSorted());
});

test('every shell block is run, or left out with a reason', () => {
  const blocks = blocksIn('sh');
  expect(blocks.filter((block) => entriesOf(block).length !== 1).map(nameOf)).toEqual([]);
  expect(SHELL_BLOCKS).toHaveLength(blocks.length);
});

describe('a block of JSON', () => {
  test.each(blocksIn('json').map((block) => [nameOf(block), block] as const))('%s', (_, { file, code }) => {
    const content: unknown = JSON.parse(code);
    // Those of no file are of the configuration.
    const schema = file === undefined ? CONFIGURATION : v.looseObject({});
    expect(v.safeParse(schema, content).issues).toBeUndefined();
  });
});

describe('a block of SQL', () => {
  test.each(blocksIn('sql').map((block) => [nameOf(block), block] as const))('%s', async (_, { code }) => {
    const { parseSync } = await pgParser();
    expect(() => parseSync(code)).not.toThrow();
  });
});
