import { expect, test } from 'vitest';

import type { CatalogObject } from '../../../src/catalog/snapshot/catalog-object.ts';
import { dataLost } from '../../../src/page/collect/data-lost.ts';
import type { ObjectTransition } from '../../../src/page/collect/histories.ts';

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

async function lostBy(
  up: string,
  before: readonly CatalogObject[],
  after: readonly CatalogObject[],
): Promise<string[]> {
  const changes: ObjectTransition[] = [
    ...before.map((object) => ({ before: object, after: undefined })),
    ...after.map((object) => ({ before: undefined, after: object })),
  ];
  return dataLost(changes, up, { rows: [], verdict: null });
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
] as const)('%s', async ([up, after, lost]) => {
  expect(await lostBy(up, SITE, after)).toEqual(lost);
});
