import { describe, expect, test } from 'vitest';

import { verify, failures, audit, useServer } from './append-only-log.ts';

useServer();

describe('an append-only log', { concurrent: true }, () => {
  test('whose rows are ignored does not hide what happens to other rows', async () => {
    const pairs = [...audit('int'), ['UPDATE site SET name = name || 1', 'SELECT 1'] as const];
    expect(failures(await verify(pairs, ['audit.*'])).join('\n')).toContain('3 idempotent');
  });
});
