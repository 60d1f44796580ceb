import { describe, expect, test } from 'vitest';

import { lintChain } from '../fixtures.ts';
import { BASE, PAIRS } from './down-properties.ts';

const RULES = ['incomplete-down', 'down-definition-differs'];

async function found(up: string, down: string): Promise<string[]> {
  const { findings } = await lintChain([[BASE], [up, down]], { only: RULES });
  return findings.map(({ code, what }) => `${code}: ${what}`);
}

test('nothing is concluded about large objects, which functions create and drop', async () => {
  const up = `SELECT lo_create(4711); COMMENT ON LARGE OBJECT 4711 IS 'x'; GRANT SELECT ON LARGE OBJECT 4711 TO down_reader;`;
  expect(await found(up, 'SELECT lo_unlink(4711);')).toEqual([]);
});

// `down-properties.long.test.ts` asks a server about the same pairs.
describe.for(PAIRS)('%s', ([, up, careful, faulty]) => {
  test('a down that takes it back is not reported', async () => {
    expect(await found(up, careful)).toEqual([]);
  });

  test('a down that leaves it is reported', async () => {
    expect(await found(up, faulty)).not.toEqual([]);
  });
});
