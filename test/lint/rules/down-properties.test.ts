import { describe, expect, test } from 'vitest';

import { lintChain } from '../fixtures.ts';
import { BASE, PAIRS } from './down-properties.ts';

const RULES = ['incomplete-down', 'down-definition-differs'];

async function found(up: string, down: string): Promise<string[]> {
  const { findings } = await lintChain([[BASE], [up, down]], { only: RULES });
  return findings.map(({ code, what }) => `${code}: ${what}`);
}

// `down-properties.long.test.ts` asks a server about the same pairs.
describe.for(PAIRS)('%s', ([, up, careful, faulty]) => {
  test('a down that takes it back is not reported', async () => {
    expect(await found(up, careful)).toEqual([]);
  });

  test('a down that leaves it is reported', async () => {
    expect(await found(up, faulty)).not.toEqual([]);
  });
});
