import { expect, test } from 'vitest';

import { formatServers } from '../../src/report/server-list.ts';
import { styleFor } from '../../src/report/style.ts';
import type { ServerDetails, ServerRecord } from '../../src/servers/registry.ts';

const look = { style: styleFor(false, {}), width: 80 };

const DETAILS: ServerDetails = {
  name: 'meters',
  url: 'postgresql://python:secret@127.0.0.1:5432/elementaldb',
  host: '127.0.0.1',
  port: 5432,
  database: 'elementaldb',
  user: 'python',
  password: 'secret',
  version: '18.4',
  server: 'embedded',
  dataDirectory: null,
  pid: 7,
  migrationVersion: 2,
};

function record(change: Partial<ServerRecord> = {}): ServerRecord {
  return {
    format: 1,
    name: 'meters',
    kind: 'embedded',
    owner: { pid: 7, startedAt: '', place: '' },
    detached: true,
    createdAt: new Date().toISOString(),
    folder: '/home/me/meters',
    details: DETAILS,
    ...change,
  };
}

test('each server has a row, and its folder below', () => {
  const starting = record({ name: 'b', detached: false, forTests: true, folder: '/b' });
  delete starting.details;
  const [titles, first, folder, second, other] = formatServers([record(), starting], look);
  expect(titles).toMatch(/^name +server +address +migration +process +for$/);
  expect(first).toMatch(/^meters +embedded 18\.4 +127\.0\.0\.1:5432 +2 +detached +\S/);
  expect(folder).toBe('  in /home/me/meters');
  expect(second).toMatch(/^b +starting +tests +\S/);
  expect(other).toBe('  in /b');
});

test.each([
  ['a long name', { name: 'n'.repeat(63) }],
  ['a long folder', { folder: `/${'folder/'.repeat(30)}end` }],
  ['a long host', { kind: 'existing' as const, details: { ...DETAILS, host: `${'host.'.repeat(20)}example.com` } }],
  ['a long version', { details: { ...DETAILS, migrationVersion: '20240101000000000000000000000001' } }],
])('%s is not cut, and no line is wider than 80 columns', (_, change) => {
  const lines = formatServers([record(), record(change)], look);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const text = lines.map((line) => line.trim()).join('');
  const { name, folder = '', details } = record(change);
  for (const whole of [name, folder, `${details?.host}:${details?.port}`, String(details?.migrationVersion)]) {
    expect(text).toContain(whole);
  }
  expect(text).not.toContain('…');
});

test('no server is a sentence', () => {
  expect(formatServers([], look)).toEqual(['No server is running.']);
});
