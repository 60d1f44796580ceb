import { expect, test } from 'vitest';

import { shardOfEnvironment } from '../../src/support/shard.ts';

test('an indexed job of Kubernetes counts from 0, a parallel one of GitLab from 1', () => {
  const kubernetes = { JOB_COMPLETION_INDEX: '3', JOB_COMPLETIONS: '8' };
  expect(shardOfEnvironment(kubernetes)).toEqual({ number: 4, of: 8 });
  expect(shardOfEnvironment({ JOB_COMPLETION_INDEX: '0' }, 4)).toEqual({ number: 1, of: 4 });
  expect(shardOfEnvironment({ CI_NODE_INDEX: '8', CI_NODE_TOTAL: '8' })).toEqual({ number: 8, of: 8 });
});

test.each([
  [{}, 'does not say'],
  [{ JOB_COMPLETION_INDEX: '', CI_NODE_INDEX: '' }, 'does not say'],
  [{ JOB_COMPLETION_INDEX: '1' }, 'JOB_COMPLETIONS'],
  [{ JOB_COMPLETION_INDEX: '8', JOB_COMPLETIONS: '8' }, 'JOB_COMPLETION_INDEX=8'],
  [{ CI_NODE_INDEX: '0', CI_NODE_TOTAL: '8' }, 'CI_NODE_INDEX=0'],
  [{ CI_NODE_INDEX: '1', CI_NODE_TOTAL: 'x' }, 'CI_NODE_TOTAL is not a number'],
])('%o is refused', (environment, message) => {
  expect(() => shardOfEnvironment(environment)).toThrow(message);
});
