import { expect, test } from 'vitest';

import {
  DEPENDS_ON_IT,
  expectSameReport,
  FAILS,
  LEAVES_A_SETTING,
  LOSES,
  NOT_IDEMPOTENT,
  NOT_REVERSED,
  TABLE,
  TYPE_WITHOUT_VALUES,
  WAIVED,
} from './sharded-chain.ts';

test.each([
  [
    'right and wrong ones',
    [TABLE, NOT_IDEMPOTENT, NOT_REVERSED, WAIVED, LOSES],
    2,
    ['2 second-up-fails', '3 down-differs', '4 second-up-changes', '4 up-destroys-rows', '5 up-destroys-rows'],
  ],
  ['one that fails', [TABLE, NOT_REVERSED, FAILS, LOSES], 3, ['2 down-differs', '3 up-fails', '4 not-reached']],
  [
    'one that leads to another state in one session',
    [TABLE, LEAVES_A_SETTING, DEPENDS_ON_IT, NOT_IDEMPOTENT],
    4,
    ['2 up-changes-nothing', '3 session-differs', '4 second-up-fails'],
  ],
  [
    'a table that gets rows only after other rows',
    TYPE_WITHOUT_VALUES,
    2,
    ['4 second-up-destroys-rows', '4 up-destroys-rows'],
  ],
  ['more shards than migrations', [TABLE, NOT_IDEMPOTENT], 3, ['2 second-up-fails']],
] as const)(
  'a chain with %s has the same report from shards and workers as from one run',
  async (_, pairs, of, codes) => {
    expect(await expectSameReport(pairs, of)).toEqual(codes);
  },
);
