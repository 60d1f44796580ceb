import { marked, type Token } from 'marked';
import { expect, test } from 'vitest';

import type { ObjectHistory, PageMigration, PageModel } from '../../../src/page/model.ts';
import { pageMarkdown } from '../../../src/page/render/markdown.ts';
import type { Finding } from '../../../src/verify/report/verdict.ts';
import { found, judged } from '../../verify/verdicts.ts';
import { emptyModel, made, madeMigration } from '../made-model.ts';
import { verdictOf } from '../verdict-of.ts';

/** Ends whatever it stands in: elements, code of one and of three backticks, cells, and lines. */
const HOSTILE = '</details><img src=x onerror=alert(1)> `x | **b** @everyone\n```\n# big [l](http://x)';

const LOCK = { line: 3, object: 'public.site', mode: 'ACCESS EXCLUSIVE', rewrites: true, scans: true } as const;

/** The history of a column that migration 1 makes, and that migration 2 changes or removes. */
function column(name: string, change: 'changed' | 'removed'): ObjectHistory {
  const first = made('column', name, { parent: 'table public.site', summary: 'text' });
  const summary = change === 'changed' ? 'bigint' : '';
  return { ...first, changes: [...first.changes, { at: 2, change, summary, definition: {}, line: 3 }] };
}

test('a changed migration is shown with its effect, locks, lint, verdicts and losses; others are not', () => {
  const lint = { rule: 'drop-column', severity: 'error', line: 3, what: 'w', why: 'y', fix: 'f' } as const;
  const text = pageMarkdown(
    emptyModel({
      migrations: [
        madeMigration(6, { name: 'old', changed: false }),
        madeMigration(7, {
          name: 'site',
          up: {
            path: 'm/7_site.up.sql',
            sql: '',
            lint: [
              { ...lint, accepted: null },
              { ...lint, rule: 'accepted-rule', accepted: 'old' },
            ],
          },
          locks: [{ ...LOCK, line: 2, mode: 'ROW EXCLUSIVE', rewrites: false, scans: false }, LOCK],
          reversible: false,
          dataLost: ['The up drops column public.site.note with its values.'],
          verdict: notReversible({
            details: ['- column public.site.note'],
            sql: ['ALTER TABLE site ADD note text;'],
          }),
        }),
      ],
      objects: [column('public.site.n', 'changed'), column('public.site.note', 'removed')],
    }),
  );
  expect(text).toContain(
    '| `7_site` | **fail** (down) | 1 error | ACCESS EXCLUSIVE on `public.site` | `public.site` | **no** |',
  );
  expect(text).toContain('```diff\n! column public.site.n text → bigint\n- column public.site.note text\n```');
  expect(text).toContain('- line 3: ACCESS EXCLUSIVE on `public.site`, rewrites the table');
  expect(text).toContain('with its values.');
  expect(text).toContain('`m/7_site.up.sql:3`');
  const item = marked.lexer(text).find((token) => token.type === 'list' && /fail: /.test(token.raw));
  expect(codeIn(item === undefined ? [] : [item])).toEqual([
    '- column public.site.note',
    'ALTER TABLE site ADD note text;',
  ]);
  expect(text).not.toMatch(/6_old|accepted-rule/);
  const unchanged = emptyModel({ migrations: [madeMigration(7, { changed: false })] });
  expect(pageMarkdown(unchanged)).toContain('No migration has changed.');
});

test('text of files and databases is no markup, for a reader of Markdown', () => {
  const lock = { ...LOCK, object: HOSTILE };
  const finding = { what: HOSTILE, fix: HOSTILE, details: [HOSTILE], sql: [HOSTILE] };
  const text = pageMarkdown(
    emptyModel({
      migrations: [
        madeMigration(7, {
          name: HOSTILE,
          up: {
            path: HOSTILE,
            sql: '',
            lint: [{ rule: HOSTILE, severity: 'error', line: 1, what: HOSTILE, why: '', fix: HOSTILE, accepted: null }],
          },
          dataLost: [HOSTILE],
          rows: [{ table: HOSTILE, before: null, after: 1 }],
          locks: [lock],
          verdict: notReversible(finding),
        }),
      ],
      objects: [made('table', HOSTILE, { summary: HOSTILE })],
      failure: { version: null, file: HOSTILE, line: 1, lines: [HOSTILE, '```', '# big'] },
      notes: [HOSTILE],
      production: {
        source: HOSTILE,
        version: '7',
        dirty: false,
        pending: [],
        drift: [{ object: HOSTILE, change: 'added', lines: [HOSTILE], file: null, line: null }],
        notes: [HOSTILE],
      },
    }),
  );
  const tokens = allTokens(marked.lexer(text));
  const markup = tokens.filter(({ type }) => type === 'html').map(({ raw }) => raw.replaceAll('<!-- -->', '').trim());
  expect(
    markup.filter((raw) => raw !== '' && !/^<details><summary><b>[^<]*<\/b><\/summary>$|^<\/details>$/.test(raw)),
  ).toEqual([]);
  expect(tokens.filter(({ type }) => ['link', 'image'].includes(type))).toEqual([]);
  expect(tokens.filter(({ type, raw }) => type === 'heading' && /^#+ big/.test(raw))).toEqual([]);
  expect(tokens.filter(({ type, raw }) => type === 'strong' && raw === '**b**')).toEqual([]);
  expect(
    tokens.filter((token) => token.type === 'text' && !('tokens' in token) && token.raw.includes('@everyone')),
  ).toEqual([]);
  const [table] = tokens.flatMap((token) => (token.type === 'table' ? [token] : []));
  expect(table?.['rows']).toMatchObject([{ length: 6 }]);
});

test('a migration that fails says so, and a database that was not compared has no number of differences', () => {
  const text = pageMarkdown(
    emptyModel({
      migrations: [madeMigration(1)],
      failure: { version: '1', file: 'm/1.up.sql', line: 2, lines: ['no'] },
      production: { source: 'x', version: null, dirty: false, pending: ['1'], drift: null, notes: ['why'] },
    }),
  );
  expect(text).toContain('| `1_step_1` | **fails** |');
  expect(text).toContain('It fails.');
  expect(text).toContain('Version none, 1 pending migration, not compared with the migrations.');
});

test('a long report stays below what a comment may hold', () => {
  const dataLost = Array.from({ length: 30 }, () => 'The up drops something large.');
  const text = pageMarkdown(manyMigrations(500, { dataLost }));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/… and \d+ more parts: see the page\./);
  const short = pageMarkdown(manyMigrations(2000, {}));
  expect(short.length).toBeLessThan(65_536);
  expect(short).toContain('… and 1900 more migrations: see the page.');
});

function notReversible(given: Partial<Finding>): PageMigration['verdict'] {
  return verdictOf(judged({ reversible: [{ ...found('down-differs'), ...given }] }));
}

function manyMigrations(count: number, given: Partial<PageMigration>): PageModel {
  return emptyModel({
    migrations: Array.from({ length: count }, (_, i) => madeMigration(i, { ...given, locks: [LOCK] })),
  });
}

function allTokens(tokens: readonly Token[]): Token[] {
  const all: Token[] = [];
  void marked.walkTokens([...tokens], (token) => void all.push(token));
  return all;
}

function codeIn(tokens: readonly Token[]): string[] {
  return allTokens(tokens).flatMap((token) => (token.type === 'code' ? [String(token['text'])] : []));
}
