import { expect, test } from 'vitest';

import type { CatalogObject } from '../../../src/catalog/snapshot/catalog-object.ts';
import type { Finding } from '../../../src/verify/report/verdict.ts';
import { found, judged } from '../../verify/verdicts.ts';
import { verdictOf } from '../verdict-of.ts';
import { dataAdded, dataLost, holderChanges } from '../../../src/page/collect/data-lost.ts';

/** A table with its columns. */
function table(name: string, ...columns: readonly string[]): CatalogObject[] {
  const own = { kind: 'table', name, parent: null, definition: {}, summary: '' } as const;
  return [
    own,
    ...columns.map((column): CatalogObject => ({
      ...own,
      kind: 'column',
      name: `${name}.${column}`,
      parent: `table ${name}`,
    })),
  ];
}

const SITE = table('public.site', 'id', 'note');

test.for([
  ['ALTER TABLE site RENAME TO place;', table('public.place', 'id', 'note'), []],
  ['ALTER TABLE site SET SCHEMA other;', table('other.site', 'id', 'note'), []],
  ['ALTER SCHEMA public RENAME TO other;', table('other.site', 'id', 'note'), []],
  [
    'ALTER TABLE site RENAME note TO remark; ALTER TABLE site RENAME TO place;',
    table('public.place', 'id', 'remark'),
    [],
  ],
  [
    'ALTER TABLE site RENAME TO place; ALTER TABLE place DROP note;',
    table('public.place', 'id'),
    ['The up drops column public.site.note with its values.'],
  ],
  ['ALTER TABLE site RENAME TO place; DROP TABLE place;', [], ['The up drops table public.site with its rows.']],
  [
    'ALTER TABLE site DROP note; ALTER TABLE site ADD note text;',
    table('public.site', 'id', 'note'),
    ['The up drops column public.site.note with its values.'],
    ['column public.site.note'],
  ],
  [
    'DROP TABLE site; CREATE TABLE site (id int, note text);',
    table('public.site', 'id', 'note'),
    ['The up drops table public.site with its rows.'],
    ['table public.site'],
  ],
  [
    'ALTER TABLE site DROP note; ALTER TABLE site RENAME id TO note;',
    table('public.site', 'note'),
    ['The up drops column public.site.note with its values.'],
  ],
  [
    'ALTER TABLE site RENAME TO site_old; CREATE TABLE site (id int);',
    [...table('public.site', 'id'), ...table('public.site_old', 'id', 'note')],
    [],
    ['table public.site'],
  ],
  ['DROP SCHEMA public CASCADE;', [], ['The up drops table public.site with its rows.']],
] as const)('%s', async ([up, after, lost, added = []]) => {
  const holders = await holderChanges(up, SITE, after);
  expect(dataLost(holders, { rows: [], verdict: null })).toEqual(lost);
  expect(dataAdded(holders)).toEqual(added);
});

function seen(what: string, details: string[]): Finding {
  return { ...found('up-destroys-rows', 'warn'), what, details };
}

test('what verify saw is said once for a table, with the rows on which it saw it', () => {
  const verdict = judged({
    dataPreserved: [
      seen('the up changes rows', ['public.site: 1 of 3 rows lost', 'public.meter: 2 of 3 rows lost']),
      seen('the up changes rows of the client data', [
        '~ rows public.bill 5 (2 lost)',
        '~ rows public.site 3 (1 lost)',
      ]),
    ],
  });
  const rows = [{ table: 'public.site', before: 3, after: 2 }];
  expect(dataLost({ dropped: [], added: [] }, { rows, verdict: verdictOf(verdict) })).toEqual([
    'The up removes 1 of 3 rows of public.site.',
    'The up loses data, as verify saw with rows of its own: public.meter: 2 of 3 rows lost.',
    'The up loses data, as verify saw on the rows of the client data: public.bill: 5 (2 lost).',
  ]);
});
