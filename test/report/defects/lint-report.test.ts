import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from 'vitest';

import { formatLintReport } from '../../../src/report/defects/lint-report.ts';
import { formatRule, formatRules } from '../../../src/report/lint-rules.ts';
import { styleFor } from '../../../src/report/style.ts';
import { lintText } from '../../lint/fixtures.ts';
import { RULES } from '../../lint/fixtures.ts';

const style = styleFor(false, {});

async function reportOn(text: string, only: string[], all = false): Promise<string[]> {
  const rules = { 'unguarded-index': { severity: 'error' as const } };
  return formatLintReport(
    { ...(await lintText(text, { only, rules })), milliseconds: 12 },
    { style, all, rules: RULES.rules },
  );
}

describe('the report of lint', () => {
  test('shows the place, what comes of it, the fix and the SQL that fixes it', async () => {
    expect((await reportOn('BEGIN;\nCREATE INDEX i ON a (n);\nEND;', ['unguarded-index'])).join('\n')).toBe(
      `000001_case.up.sql
  ✗ 2: index i is created without a guard [unguarded-index]
        1 | BEGIN;
      > 2 | CREATE INDEX i ON a (n);
          | ^
        3 | END;
    A second run of the up fails because the index exists.
    fix: Write CREATE INDEX IF NOT EXISTS.
      CREATE INDEX IF NOT EXISTS i ON a (n);

1 file: 1 error (12 ms)`,
    );
  });

  test('explains a rule three times, and then only says where', async () => {
    const lines = await reportOn('DROP TABLE IF EXISTS a;\n'.repeat(5), ['drop-table']);
    expect(lines.filter((line) => line.startsWith('    fix:'))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('  !'))).toHaveLength(5);
  });

  test('of a long list is a summary by rule and the ten that matter most; --all shows everything', async () => {
    const text = `${'CREATE INDEX i ON a (n);\n'.repeat(15)}${'DROP TABLE b;\n'.repeat(3)}${'TRUNCATE c;\n'.repeat(9)}`;
    const only = ['unguarded-index', 'drop-table', 'truncate'];
    const lines = await reportOn(text, only);
    expect(lines.slice(0, 6)).toEqual([
      '15 errors and 12 warnings in 1 file, by rule:',
      '',
      expect.stringMatching(/^errors +warnings +files +rule +found when$/),
      expect.stringMatching(/^ {4}15 +1 +unguarded-index +CREATE INDEX/),
      expect.stringMatching(/^ +3 +1 +drop-table +the up drops/),
      expect.stringMatching(/^ +9 +1 +truncate +TRUNCATE/),
    ]);
    expect(lines).toContain('The 10 that matter most:');
    expect(lines.filter((line) => /^ {2}[✗!] /.test(line))).toHaveLength(10);
    expect(lines.join('\n')).toContain(
      '17 more: --all shows everything, --rule the findings of one rule.\n' +
        'To accept what is there now and report only what is new: elementaldb check\n  --update-baseline\n',
    );
    expect(lines.at(-1)).toBe('1 file: 15 errors, 12 warnings (12 ms)');
    const all = await reportOn(text, only, true);
    expect(all.filter((line) => /^ {2}[✗!] /.test(line))).toHaveLength(27);
    expect(all.join('\n')).not.toContain('--all');
  });

  test('names the new id of a renamed rule', async () => {
    expect(await reportOn('SELECT 1; -- elementaldb: allow limited-text a code', ['drop-table'])).toContain(
      'note: 000001_case.up.sql:1: rule limited-text is now called prefer-text',
    );
  });

  test('reports that nothing was found', async () => {
    expect(await reportOn('SELECT 1;', ['drop-table'])).toEqual(['1 file: nothing found (12 ms)']);
  });

  test('shows no control characters of a file', async () => {
    const lines = await reportOn('BEGIN;\nDROP TABLE public."\u001B]0;x\u0007\r\ny";\nEND;', ['unguarded-drop']);
    expect(lines.join('\n')).toContain('table public.\uFFFD]0;x\uFFFD\uFFFD\uFFFDy is dropped');
    expect(lines.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
  });

  test('fits a terminal', async () => {
    const wide = `DROP TABLE IF EXISTS ${'a'.repeat(60)}.${'b'.repeat(60)};`;
    const lines = [
      ...(await reportOn(wide, ['drop-table'])),
      ...formatRules(RULES, {}),
      ...RULES.rules.flatMap((rule) => formatRule(rule, RULES, { style })),
    ];
    expect(lines.filter((line) => stripVTControlCharacters(line).length > 80)).toEqual([]);
  });
});
