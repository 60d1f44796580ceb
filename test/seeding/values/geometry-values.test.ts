import { expect, test } from 'vitest';

import { geometriesFor } from '../../../src/seeding/values/geometry-values.ts';

const SEED = { cell: 1, row: 1, index: 0, ordinal: 0 };

function kindsOf(texts: string[], numbers: number[]): string[] {
  return geometriesFor(texts, numbers).map(({ sql }) => sql(SEED).replace(/ \(.*/, "'"));
}

test('the kind and the reference system of a geometry follow a condition', () => {
  expect(kindsOf(['ST_Polygon'], [25832])).toEqual(["'SRID=25832;POLYGON'"]);
  expect(kindsOf(['MULTIPOLYGON'], [2])).toEqual(["'SRID=4326;MULTIPOLYGON'", "'SRID=0;MULTIPOLYGON'"]);
  expect(kindsOf([], [31467])).toContain("'SRID=31467;POINT'");
});

test('a condition about something else asks for no geometry', () => {
  expect(kindsOf(['open'], [3, 1000.5])).toEqual([]);
});
