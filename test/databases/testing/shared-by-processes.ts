import { existsSync, readdirSync } from 'node:fs';

import { expect } from 'vitest';

import { readRecords, type ServerRecord } from '../../../src/servers/registry.ts';
import { livenessOf } from '../../../src/support/process-identity.ts';
import { eventually } from '../../servers/child.ts';
import { childWith, type Child, type ChildOptions } from './child.ts';
import { state } from '../../own-state.ts';

export { state, useOwnState } from '../../own-state.ts';

export function child(end: ChildOptions['end'] = false, isolation: 'database' | 'transaction' = 'database'): Child {
  return childWith({ options: { template: 'empty', isolation }, end });
}

export async function portOf({ database, stderr }: Child): Promise<string> {
  const { url } = (await database) ?? { url: '' };
  expect(stderr()).toBe('');
  return new URL(url).port;
}

export function onlyRecord(): ServerRecord {
  const [record, ...others] = readRecords(state);
  expect(others).toEqual([]);
  if (record === undefined) {
    throw new Error(`no record in ${readdirSync(state).join(', ')}`);
  }
  return record;
}

export async function gone({ owner, runFolder = '' }: ServerRecord): Promise<void> {
  await eventually('server and folder have gone', () => livenessOf(owner) === 'dead' && !existsSync(runFolder));
}
