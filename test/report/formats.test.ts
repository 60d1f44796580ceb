import { describe, expect, test } from 'vitest';

import { formatReported } from '../../src/report/formats/format-reported.ts';
import type { Reported } from '../../src/report/reported.ts';

const NO_MORE = { populated: false, sql: [], details: [], edits: [], waiver: undefined };

const REPORTED: Reported = {
  command: 'lint',
  version: '1.2.3',
  findings: [
    {
      ...NO_MORE,
      code: 'drop-table',
      status: 'fail',
      file: '/repo/db/000002_a b.up.sql',
      line: 3,
      column: 5,
      what: 'table "a|b" <is> dropped, 100%: gone',
      why: 'Its rows & columns go.',
      fix: 'Rename\nit.',
      fingerprint: 'f1',
    },
    {
      ...NO_MORE,
      code: 'missing-down',
      status: 'warn',
      file: '/repo/db/000001_a.up.sql',
      line: undefined,
      column: undefined,
      what: 'has no down',
      why: 'Nothing is undone.',
      fix: 'Add it.',
      fingerprint: 'f2',
    },
  ],
  rules: [{ id: 'drop-table', summary: 'A table is dropped.', effect: 'Its rows go.', remedy: 'Rename it.' }],
  checked: ['/repo/db/000001_a.up.sql', '/repo/db/000002_a b.up.sql', '/repo/db/000002_a b.down.sql'],
  skipped: new Map(),
  sources: new Map(),
  milliseconds: 1234,
  base: '/repo',
};

const NOTHING: Reported = { ...REPORTED, findings: [] };

describe('a report for other programs', () => {
  test('as JUnit has a case for each file, failed by errors alone', () => {
    expect(formatReported(REPORTED, 'junit')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="elementaldb lint" tests="3" failures="1" errors="0" time="1.234">
  <testsuite name="elementaldb lint" tests="3" failures="1" errors="0" time="1.234">
    <testcase name="db/000001_a.up.sql" classname="lint.db/000001_a.up.sql" file="db/000001_a.up.sql">
      <system-out>db/000001_a.up.sql: missing-down: has no down
  Nothing is undone.
  fix: Add it.</system-out>
    </testcase>
    <testcase name="db/000002_a b.down.sql" classname="lint.db/000002_a b.down.sql" file="db/000002_a b.down.sql"/>
    <testcase name="db/000002_a b.up.sql" classname="lint.db/000002_a b.up.sql" file="db/000002_a b.up.sql">
      <failure message="table &quot;a|b&quot; &lt;is&gt; dropped, 100%: gone" type="drop-table">db/000002_a b.up.sql:3: drop-table: table &quot;a|b&quot; &lt;is&gt; dropped, 100%: gone
  Its rows &amp; columns go.
  fix: Rename
it.</failure>
    </testcase>
  </testsuite>
</testsuites>`);
  });

  test('as JUnit has no character that XML refuses', () => {
    const [first] = REPORTED.findings;
    const odd = first === undefined ? [] : [{ ...first, what: 'a\u0000\u001Bb' }];
    expect(formatReported({ ...REPORTED, findings: odd }, 'junit')).toContain('message="a\uFFFD\uFFFDb"');
  });

  test('as SARIF names rules, places and fingerprints', () => {
    const sarif: unknown = JSON.parse(formatReported(REPORTED, 'sarif'));
    expect(sarif).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'elementaldb', semanticVersion: '1.2.3', rules: [{ id: 'drop-table' }] } },
          results: [
            {
              ruleId: 'drop-table',
              ruleIndex: 0,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'db/000002_a%20b.up.sql' },
                    region: { startLine: 3, startColumn: 5 },
                  },
                },
              ],
              partialFingerprints: { 'elementaldb/v1': 'f1' },
            },
            { ruleId: 'missing-down', level: 'warning' },
          ],
        },
      ],
    });
    expect(formatReported(REPORTED, 'sarif').match(/ruleIndex|"region"/g)).toHaveLength(2);
  });

  test('for GitHub is a workflow command for each finding, on one line', () => {
    expect(formatReported(REPORTED, 'github').split('\n')).toEqual([
      '::error file=db/000002_a b.up.sql,line=3,col=5,title=drop-table::table "a|b" <is> dropped, 100%25: gone. Rename%0Ait.',
      '::warning file=db/000001_a.up.sql,title=missing-down::has no down. Add it.',
    ]);
  });

  test('for GitHub passes no control characters of a file', () => {
    const [first] = REPORTED.findings;
    const findings =
      first === undefined ? [] : [{ ...first, file: '/a\u0007.sql', what: 'table \u001B[2J\u009B', fix: 'x' }];
    const said = formatReported({ ...REPORTED, findings }, 'github');
    expect(said).toContain('a\uFFFD.sql,');
    expect(said).toContain('table \uFFFD[2J\uFFFD');
  });

  test('for GitLab has what its code quality asks for', () => {
    const issues: unknown = JSON.parse(formatReported(REPORTED, 'gitlab'));
    expect(issues).toEqual([
      {
        description: 'table "a|b" <is> dropped, 100%: gone. Rename\nit.',
        check_name: 'drop-table',
        fingerprint: 'f1',
        severity: 'major',
        location: { path: 'db/000002_a b.up.sql', lines: { begin: 3 } },
      },
      {
        description: 'has no down. Add it.',
        check_name: 'missing-down',
        fingerprint: 'f2',
        severity: 'minor',
        location: { path: 'db/000001_a.up.sql', lines: { begin: 1 } },
      },
    ]);
  });

  test('for editors is one line for each finding, with a place and without control characters', () => {
    const [first] = REPORTED.findings;
    const findings = [...REPORTED.findings, ...(first === undefined ? [] : [{ ...first, what: 'a\u001B[2J\r\n  b' }])];
    expect(formatReported({ ...REPORTED, findings }, 'unix').split('\n')).toEqual([
      'db/000002_a b.up.sql:3:5: table "a|b" <is> dropped, 100%: gone. Rename it. [error/drop-table]',
      'db/000001_a.up.sql:1:1: has no down. Add it. [warning/missing-down]',
      'db/000002_a b.up.sql:3:5: a\uFFFD[2J b. Rename it. [error/drop-table]',
    ]);
  });

  test('for reviewdog counts columns in bytes, and makes one suggestion of a fix', () => {
    const text = 'SELECT 1;\r\n/* é😀 */ DROP TABLE a;\r\nSELECT 2;\r\n';
    const start = text.indexOf('DROP');
    const [first] = REPORTED.findings;
    const edits = [
      { start, end: start + 'DROP TABLE'.length, text: 'DROP TABLE IF EXISTS' },
      { start: text.length - 2, end: text.length - 2, text: '\nEND;' },
    ];
    const findings = first === undefined ? [] : [{ ...first, line: 2, column: 10, edits }];
    const sources = new Map([['/repo/db/000002_a b.up.sql', text]]);
    expect(JSON.parse(formatReported({ ...REPORTED, findings, sources }, 'rdjson'))).toEqual({
      source: { name: 'elementaldb' },
      diagnostics: [
        {
          message: 'table "a|b" <is> dropped, 100%: gone. Rename\nit.',
          location: { path: 'db/000002_a b.up.sql', range: { start: { line: 2, column: 14 } } },
          severity: 'ERROR',
          code: { value: 'drop-table' },
          suggestions: [
            {
              range: { start: { line: 2, column: 14 }, end: { line: 3, column: 10 } },
              text: 'DROP TABLE IF EXISTS a;\r\nSELECT 2;\r\nEND;',
            },
          ],
        },
      ],
    });
    const { diagnostics }: { diagnostics: { location: object }[] } = JSON.parse(formatReported(REPORTED, 'rdjson'));
    expect(diagnostics.map(({ location }) => location)).toEqual([
      { path: 'db/000002_a b.up.sql', range: { start: { line: 3 } } },
      { path: 'db/000001_a.up.sql' },
    ]);
  });

  test('as Markdown is a table in which nothing is taken for markup', () => {
    const text = formatReported(REPORTED, 'markdown');
    expect(text).toContain('1 error, 1 warning in 3 files.');
    expect(text).toContain(
      String.raw`| error | \`db/000002_a b.up.sql:3\` | table "a\|b" \<is\> dropped, 100%: gone (\`drop-table\`) | Rename it. |`.replaceAll(
        '\\`',
        '`',
      ),
    );
    const many = {
      ...REPORTED,
      findings: Array.from({ length: 150 }, () => REPORTED.findings)
        .flat()
        .slice(0, 150),
    };
    expect(formatReported(many, 'markdown')).toMatch(/\n… and 50 more\.$/);
  });

  test('reports that nothing was found', () => {
    expect(formatReported(NOTHING, 'markdown')).toBe('### elementaldb lint\n\nNothing was found in 3 files.');
    expect(formatReported(NOTHING, 'gitlab')).toBe('[]');
    expect(formatReported(NOTHING, 'github')).toBe('');
    expect(formatReported(NOTHING, 'unix')).toBe('');
    expect(JSON.parse(formatReported(NOTHING, 'rdjson'))).toMatchObject({ diagnostics: [] });
    expect(formatReported(NOTHING, 'junit')).toContain('tests="3" failures="0"');
  });
});
