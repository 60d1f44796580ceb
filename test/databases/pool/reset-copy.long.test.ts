import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { HARMLESS, HARMFUL, stateOf, used, fresh, own } from './used-copies.ts';

own.startForFile();

test('whatever tests do, one after the other, a spare is as its template', { timeout: 120_000 }, async () => {
  const then = await fresh();
  const statement = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...HARMLESS) },
    { weight: 1, arbitrary: fc.constantFrom(...HARMFUL) },
  );
  let spares = 0;
  const isAsTemplate = async (statements: readonly string[]): Promise<boolean> => {
    const { fate, url } = await used(statements);
    if (fate === 'dropped') {
      return true;
    }
    spares += 1;
    const now = await stateOf(url);
    return diff(then.catalog, now.catalog).grade === 'equal' && now.sequences === then.sequences;
  };
  await fc.assert(fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 5 }), isAsTemplate), { numRuns: 40 });
  expect(spares).toBeGreaterThan(5);
});
