import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { LINT_PRESETS } from '../../../src/configuration/lint-schema.ts';
import { ENERGY_RULESET } from '../../../src/energy/lint-rules/energy-ruleset.ts';
import { BUILT_IN_RULES } from '../../../src/lint/rules/built-in-rules.ts';
import type { RuleGroup } from '../../../src/lint/engine/rule.ts';
import { fixturesOf, lintFixture, markedLines, RULES } from '../fixtures.ts';

const filesIn = (folder: string): string[] =>
  readdirSync(fileURLToPath(new URL(`../../../src/${folder}`, import.meta.url)), { recursive: true, encoding: 'utf8' });

/** What a fixture of another rule need not care about: its tables have no comments, its files no downs. */
const APART: readonly RuleGroup[] = ['files', 'reversal', 'types and conventions'];

const allOn = (id: string) => ({ rules: { [id]: { severity: 'error' as const } } });

test('every rule is a file of its name in the folder of its group', () => {
  expect(BUILT_IN_RULES.map(({ id, group }) => `${group.replaceAll(' ', '-')}/${id}.ts`).toSorted()).toEqual(
    filesIn('lint/rules')
      .filter((file) => /\/.*\.ts$/.test(file))
      .toSorted(),
  );
  expect([...ENERGY_RULESET.rules.map(({ id }) => `${id}.ts`), 'energy-ruleset.ts'].toSorted()).toEqual(
    filesIn('energy/lint-rules').toSorted(),
  );
});

test('the presets are those that a configuration file may name', () => {
  expect(RULES.presets).toEqual(LINT_PRESETS);
});

test('a preset names only rules that exist', () => {
  const ids = new Set(RULES.rules.map(({ id }) => id));
  const named = Object.values(ENERGY_RULESET.presets).flatMap(({ severities }) => Object.keys(severities));
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});

test('every folder of fixtures is of a rule', () => {
  expect(readdirSync(fixturesOf()).toSorted()).toEqual(RULES.rules.map(({ id }) => id).toSorted());
});

test('every rule is on in some preset', () => {
  expect(
    RULES.rules.filter((rule) => LINT_PRESETS.every((preset) => RULES.severityIn(rule, preset) === undefined)),
  ).toEqual([]);
});

describe.for(RULES.rules)('$id', (rule) => {
  const { id, group } = rule;

  test('finds exactly the marked lines of bad', async () => {
    const { findings } = await lintFixture(id, 'bad', allOn(id));
    const own = findings.filter(({ code }) => code === id);
    const lines = own.map(({ file, line }) => `${basename(file)}:${line}`);
    const marked = markedLines(id);
    // What is about a whole file has no line to mark.
    expect(marked.length === 0 ? own.map(() => 'once') : lines).toEqual(marked.length === 0 ? ['once'] : marked);
  });

  test.for(LINT_PRESETS)('is silent about good, in preset %s', async (preset) => {
    const { findings } = await lintFixture(id, 'good', { preset, ...allOn(id) });
    expect(findings.filter(({ code }) => code === id)).toEqual([]);
  });

  test('has a good that is right by the other rules of the preset too', async () => {
    const isFile = existsSync(join(fixturesOf(id), 'good.sql'));
    const apart = new Set(isFile ? APART : ['types and conventions', ...(group === 'files' ? ['files'] : [])]);
    const { findings } = await lintFixture(id, 'good', {
      preset: RULES.severityIn(rule, 'elementaldb') === undefined ? 'recommended' : 'elementaldb',
    });
    const others = findings.filter(({ code }) => !apart.has(RULES.rules.find((each) => each.id === code)?.group ?? ''));
    expect(others.map(({ code, what }) => `${code}: ${what}`)).toEqual([]);
  });
});
