import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { PlanEntry } from '../../../src/client-data/anonymize/plan/plan-entry.ts';
import { writePlan } from '../../../src/client-data/anonymize/plan/write-plan.ts';
import { readRules } from '../../../src/client-data/anonymize/rules/read-rules.ts';
import { loadConfiguration } from '../../../src/configuration/load.ts';
import { formatPlan } from '../../../src/report/client-data/anonymization-plan.ts';
import { styleFor } from '../../../src/report/style.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elementaldb-plan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const entry = (column: string, rule: string, path?: string): PlanEntry => ({
  column,
  path,
  rule,
  reason: 'by its name',
  isNew: false,
  examples: [{ before: 'Anna\u001b[31m Miller '.repeat(9), after: 'x'.repeat(90) }],
  followers: ['a.very.long_name_of_a_column_that_follows', 'b.another.long_name_of_a_column_that_follows'],
});

const ENTRIES = [entry('a.t.name', 'person'), entry('a.t.j', 'email', '$.mail'), entry('a.t.j', 'undecided', '$.x')];

describe('a plan in the configuration', () => {
  test('is written beside the other settings, and read again', async () => {
    const file = join(folder, 'elementaldb.config.json');
    await writeFile(
      file,
      '{"port": 5433, "anonymize": {"columns": {"a.t.name": "keep", "a.t.j": {"$.x": "keep"}, "a.old": "text"}}}',
    );
    writePlan(file, ENTRIES);
    const { port, anonymize } = await loadConfiguration({ folder, environment: {}, flags: {} });
    expect(port).toBe(5433);
    expect(anonymize).toEqual({
      columns: { 'a.old': 'text', 'a.t.j': { '$.mail': 'email', '$.x': 'keep' }, 'a.t.name': 'keep' },
    });
  });

  test('is not written into a program or broken JSON', async () => {
    for (const [name, content] of [
      ['broken.json', '{'],
      ['elementaldb.config.mjs', 'export default {}'],
    ] as const) {
      const file = join(folder, name);
      await writeFile(file, content);
      expect(() => writePlan(file, ENTRIES)).toThrow(
        expect.objectContaining({ code: 'ANONYMIZE_CONFIGURATION_NOT_JSON' }),
      );
      expect(await readFile(file, 'utf8')).toBe(content);
    }
  });

  test('with a wrong form is refused with its place', async () => {
    const other = await mkdtemp(join(folder, 'bad-'));
    await writeFile(join(other, 'elementaldb.config.json'), '{"anonymize": {"columns": {"a.t": 3}}}');
    await expect(loadConfiguration({ folder: other, environment: {}, flags: {} })).rejects.toThrow(
      'anonymize.columns.a.t: must be a rule, or an object of rules by path',
    );
  });
});

test('a plan for people fits 80 columns, without control characters', () => {
  const plan = {
    entries: ENTRIES,
    undecided: ENTRIES.slice(2),
    readings: [
      {
        table: 'a.readings',
        shiftDays: 7,
        scaledBy: 'site_id of a.meters',
        columns: ['consumption_kwh', 'total_cost', 'consumption_m3', 'standing_charge'],
        examples: [{ before: '12.5', after: '7.1875' }],
      },
    ],
  };
  const lines = formatPlan(plan, { style: styleFor(false, {}), width: 80 });
  expect(lines.filter((line) => Array.from(line).length > 80)).toEqual([]);
  expect(lines.join('\n')).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(lines.join('\n')).toContain('\na.readings\n  readings: times move by 7 days\n  readings: consumption_kwh, ');
  expect(lines).toContain('    12.5 → 7.1875');
  expect(lines.at(-1)).toBe('1 need a decision; until then client data is not dumped.');
});

describe('custom rules', () => {
  test('are read from a file', async () => {
    const file = join(folder, 'rules.mjs');
    await writeFile(file, `export default { badge: { summary: 'B', pseudonym: () => 'B-1' } }`);
    const rules = await readRules(file);
    expect(Object.keys(rules)).toEqual(['badge']);
    expect(rules['badge']).toMatchObject({ summary: 'B' });
  });

  test.each([
    [`export default { keep: { summary: 'B', pseudonym: () => '' } }`, 'keep: this name is taken'],
    [`export default { badge: { summary: '' } }`, 'badge.pseudonym'],
    [`export default {`, 'cannot read the rules of anonymization'],
  ])('%s: what is wrong is named', async (content, message) => {
    const file = join(folder, `rules-${content.length}.mjs`);
    await writeFile(file, content);
    await expect(readRules(file)).rejects.toMatchObject({
      code: 'ANONYMIZE_BAD_RULES',
      message: expect.stringContaining(message),
    });
  });
});
