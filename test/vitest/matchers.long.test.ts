import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { type VitestRun } from './vitest-project.ts';
import { project, useProject } from './project-with-matchers.ts';

/** Where the text is written to unless told. */
function snapshot(): string {
  return join(project.sandbox.folder, '__snapshots__', 'the-schema.schema.txt');
}

/** Where CI is said, vitest writes no new snapshots. */
function runSchema(...args: string[]): Promise<VitestRun> {
  return project.run(['s.test.js', '-t', 'the schema', ...args], { CI: '' });
}

useProject();

describe('toMatchSchemaSnapshot', () => {
  beforeAll(() => {
    project.sandbox.write({
      's.test.js': `
import { expect } from 'vitest';
import { test } from 'elementaldb/vitest';
test('the schema', ({ db }) => expect(db).toMatchSchemaSnapshot());
test('not', ({ db }) => expect(db).not.toMatchSchemaSnapshot());
`,
    });
  });

  test('writes readable text at first, then passes, fails with the difference, and is rewritten with -u', async () => {
    const first = await runSchema();
    expect(first.passed, first.output).toEqual(['the schema']);
    const text = readFileSync(snapshot(), 'utf8');
    expect(text).toContain(
      [
        'table public.meter',
        '  column meter_id integer NOT NULL',
        '  column site text',
        '  column reading double precision',
      ].join('\n'),
    );
    expect(text).toContain('  constraint meter_pkey PRIMARY KEY (meter_id)');
    expect(text).not.toMatch(/schema_migrations|elementaldb_test|madeBy/);
    expect((await runSchema()).passed).toEqual(['the schema']);
    writeFileSync(snapshot(), text.replace('site text', 'site uuid'));
    const changed = await runSchema();
    expect(changed.failed).toEqual(['the schema']);
    expect(changed.output).toContain('-   column site uuid');
    expect(changed.output).toContain('+   column site text');
    expect((await runSchema('-u')).passed).toEqual(['the schema']);
    expect(readFileSync(snapshot(), 'utf8')).toBe(text);
  });

  test('cannot be used with not', async () => {
    const { failed, output } = await project.run(['s.test.js', '-t', 'not']);
    expect(failed).toEqual(['not']);
    expect(output).toContain('toMatchSchemaSnapshot cannot be used with not');
  });
});
