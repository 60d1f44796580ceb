import { expect, test } from 'vitest';

import type { ObjectHistory, PageMigration, PageModel } from '../../../src/page/model.ts';
import { pageMarkdown } from '../../../src/page/render/markdown.ts';

const HOSTILE = '</details><img src=x onerror=alert(1)> `x` | @everyone\n```\n# big';

function migration(given: Partial<PageMigration>): PageMigration {
  return {
    version: '7',
    name: 'site',
    up: { path: 'm/7_site.up.sql', sql: '', lint: [] },
    down: null,
    rows: [],
    verdict: null,
    locks: [],
    reversible: null,
    dataLost: [],
    dataAdded: [],
    changed: true,
    ...given,
  };
}

function model(given: Partial<PageModel>): PageModel {
  return {
    formatVersion: 1,
    title: 'm',
    tool: '0.0.0',
    postgres: '18.4',
    migrations: [],
    objects: [],
    failure: null,
    notes: [],
    data: null,
    production: null,
    ...given,
  };
}

/** The history of a column that migration 2 adds or removes. */
function column(name: string, change: 'added' | 'removed', parent: string): ObjectHistory {
  return { kind: 'column', name, parent, changes: [{ at: 2, change, summary: 'text', definition: {}, line: 3 }] };
}

test('a changed migration is shown with its effect, locks, lint and losses; others are not', () => {
  const lock = { line: 3, object: 'public.site', mode: 'ACCESS EXCLUSIVE', rewrites: true, scans: true };
  const weak = { line: 2, object: 'public.site', mode: 'ROW EXCLUSIVE', rewrites: false, scans: false };
  const lint = {
    rule: 'drop-column',
    severity: 'error' as const,
    line: 3,
    what: 'w',
    why: 'y',
    fix: 'f',
    accepted: null,
  };
  const text = pageMarkdown(
    model({
      migrations: [
        migration({ version: '6', name: 'old', changed: false }),
        migration({
          up: { path: 'm/7_site.up.sql', sql: '', lint: [lint, { ...lint, rule: 'accepted-rule', accepted: 'old' }] },
          locks: [weak, lock],
          reversible: false,
          dataLost: ['The up drops column public.site.note with its values.'],
        }),
      ],
      objects: [column('public.site.note', 'removed', 'table public.site')],
    }),
  );
  expect(text).toContain(
    '| `7_site` | not judged | 1 error | ACCESS EXCLUSIVE on `public.site` | `public.site` | **no** |',
  );
  expect(text).toContain('- column public.site.note text');
  expect(text).toContain('- line 3: ACCESS EXCLUSIVE on `public.site`, rewrites the table');
  expect(text).toContain('with its values.');
  expect(text).toContain('`m/7_site.up.sql:3`');
  expect(text).not.toMatch(/6_old|accepted-rule/);
  expect(pageMarkdown(model({ migrations: [migration({ changed: false })] }))).toContain('No migration has changed.');
});

test('text of files and databases is no markup', () => {
  const step = { at: 1, change: 'added' as const, summary: HOSTILE, definition: {}, line: 1 };
  const text = pageMarkdown(
    model({
      migrations: [
        migration({
          name: HOSTILE,
          dataLost: [HOSTILE],
          rows: [{ table: HOSTILE, before: null, after: 1 }],
          locks: [{ line: 1, object: HOSTILE, mode: 'SHARE', rewrites: false, scans: false }],
        }),
      ],
      objects: [{ kind: 'table', name: HOSTILE, parent: null, changes: [step] }],
      failure: { version: null, file: HOSTILE, line: 1, lines: [HOSTILE, '```', '# big'] },
      notes: [HOSTILE],
    }),
  );
  // Outside of code nothing of it is left as it was written.
  const fences = [...text.matchAll(/^(`{3,})[a-z]*\n[^]*?\n\1$/gm)].map(([block]) => block);
  const outside = fences
    .reduce((left, block) => left.replace(block, ''), text)
    .replaceAll(/(`+) ?[^\n]*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/(?<!\\)<img|^# big|(?<!\\)@everyone/m);
  expect(outside.match(/(?<!\\)<\/details>/g)).toHaveLength(1);
});

test('a long report stays below what a comment may hold', () => {
  const many = Array.from({ length: 500 }, (_, i) =>
    migration({ version: String(i), dataLost: Array.from({ length: 30 }, () => 'The up drops something large.') }),
  );
  const text = pageMarkdown(model({ migrations: many }));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/… and \d+ more parts: see the page\./);
});
