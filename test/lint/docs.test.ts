import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { rulesMarkdown, type RuleExample } from '../../src/report/lint-rules.ts';
import { fixturesOf, RULES } from './fixtures.ts';

/** The fixtures of a rule, if each is one file; the marks of the tests are left out. */
function exampleOf(id: string): RuleExample {
  const read = (which: string): string | undefined => {
    const file = join(fixturesOf(id), `${which}.sql`);
    return existsSync(file) ? readFileSync(file, 'utf8').replaceAll(' -- here\n', '\n') : undefined;
  };
  return { bad: read('bad'), good: read('good') };
}

test('docs/lint.md is made from the rules (npx vitest run --project unit test/lint/docs.test.ts -u renews it)', async () => {
  await expect(rulesMarkdown(RULES, exampleOf)).toMatchFileSnapshot('../../docs/lint.md');
});
