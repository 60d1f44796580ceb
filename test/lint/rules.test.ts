import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { LINT_PRESETS } from '../../src/configuration/lint-schema.ts';
import { ALL_RULES } from '../../src/lint/rules/all-rules.ts';
import type { Preset, RuleGroup } from '../../src/lint/engine/rule.ts';
import { fixturesOf, lintFixture, markedLines } from './fixtures.ts';

const RULE_FILES = fileURLToPath(new URL('../../src/lint/rules', import.meta.url));

/** What a fixture of another rule need not care about: its tables have no comments, its files no downs. */
const APART: readonly RuleGroup[] = ['files', 'reversal', 'types and conventions'];

const allOn = (id: string) => ({ rules: { [id]: { severity: 'error' as const } } });

function presetOf(presets: Readonly<Partial<Record<Preset, unknown>>>): Preset {
  return LINT_PRESETS.find((preset) => presets[preset] !== undefined) ?? 'strict';
}

test('every rule has a file of its name, and every file a rule', () => {
  expect(ALL_RULES.map(({ id }) => `${id}.ts`).toSorted()).toEqual(readdirSync(RULE_FILES).toSorted());
});

test('every folder of fixtures is of a rule', () => {
  expect(readdirSync(fixturesOf()).toSorted()).toEqual(ALL_RULES.map(({ id }) => id).toSorted());
});

test('every rule is on in some preset', () => {
  expect(ALL_RULES.filter(({ presets }) => Object.keys(presets).length === 0)).toEqual([]);
});

describe.for(ALL_RULES)('$id', ({ id, group, presets }) => {
  test('finds what is marked in bad, and nothing else of its kind', async () => {
    const { findings } = await lintFixture(id, 'bad', { preset: presetOf(presets), ...allOn(id) });
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
      preset: presets.elementaldb === undefined ? 'recommended' : 'elementaldb',
    });
    const others = findings.filter(({ code }) => !apart.has(ALL_RULES.find((each) => each.id === code)?.group ?? ''));
    expect(others.map(({ code, what }) => `${code}: ${what}`)).toEqual([]);
  });
});
