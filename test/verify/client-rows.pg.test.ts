import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { MigrationVerdict } from '../../src/verify/report/verdict.ts';
import { folder, useServer, verify } from './verified-files.ts';

useServer();

const OLD: [string, string] = [
  'CREATE TABLE IF NOT EXISTS meter (id int PRIMARY KEY, serial text NOT NULL, reads int)',
  'DROP TABLE IF EXISTS meter',
];

/** Client data of a version, as `client-data dump` writes them. */
function clientData(version: number | string): string {
  const file = join(folder, '999999_client_data.up.sql');
  writeFileSync(
    file,
    `-- Client data\n-- Schema version: ${version}\nCOPY public.meter (id, serial, reads) FROM stdin;\n${[
      '1\tE-1\t10',
      '2\tE-2\t\\N',
      '3\tE-2\t30',
    ].join('\n')}\n\\.\n`,
  );
  return file;
}

/** Axis, code and status of what mentions the client data. */
function found(migration: MigrationVerdict | undefined): string[] {
  return Object.entries(migration?.verdicts ?? {}).flatMap(([axis, { findings }]) =>
    findings.filter(({ what }) => what.includes('client data')).map(({ code, status }) => `${axis} ${code} ${status}`),
  );
}

test('an up that the rows of production refuse fails, with the row; later ones are not tried on them', async () => {
  clientData(1);
  const unique: [string, string] = [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'one') THEN ALTER TABLE meter ADD CONSTRAINT one UNIQUE (serial); END IF; END $$`,
    'ALTER TABLE meter DROP CONSTRAINT IF EXISTS one',
  ];
  const report = await verify([OLD, unique, ['COMMENT ON TABLE meter IS $$m$$', 'COMMENT ON TABLE meter IS NULL']]);
  expect(report.migrations.map(found)).toEqual([[], ['applies up-fails fail'], []]);
  expect(report.migrations[1]?.verdicts.applies.findings.flatMap(({ details }) => details).join('\n')).toContain('E-2');
  expect(report.ok).toBe(false);
  expect(report.notes).toContainEqual(expect.stringContaining('the migrations after 2 were not tried on the rows of'));
});

test('a second up with an effect ends the trials, so that later migrations are not blamed for it', async () => {
  clientData(1);
  const copied: [string, string] = [
    'CREATE TABLE IF NOT EXISTS copy (id int); INSERT INTO copy SELECT id FROM meter WHERE md5(serial) = md5($$E-$$ || 1)',
    'SELECT 1', // Which leaves both copies.
  ];
  const unique: [string, string] = ['CREATE UNIQUE INDEX IF NOT EXISTS one ON copy (id)', 'DROP INDEX IF EXISTS one'];
  const report = await verify([OLD, copied, unique]);
  expect(report.migrations.map(found)).toEqual([[], ['idempotent second-up-changes fail'], []]);
});

test('a value that each down changes again is lost, and so are rows that a down removes; the time of a change is not', async () => {
  clientData(1);
  const doubled: [string, string] = [
    'ALTER TABLE meter ADD COLUMN IF NOT EXISTS unit text',
    'ALTER TABLE meter DROP COLUMN IF EXISTS unit; UPDATE meter SET reads = reads * 2 WHERE md5(serial) = md5($$E-$$ || 1)',
  ];
  const removed: [string, string] = [
    'INSERT INTO meter SELECT 99, $$X$$ || 1 FROM meter WHERE md5(serial) = md5($$E-$$ || 1) ON CONFLICT DO NOTHING',
    'DELETE FROM meter WHERE md5(serial) = md5($$X$$ || 1) OR md5(serial) = md5($$E-$$ || 1)',
  ];
  const timed: [string, string] = [
    'ALTER TABLE meter ADD COLUMN IF NOT EXISTS changed timestamptz',
    'ALTER TABLE meter DROP COLUMN IF EXISTS changed',
  ];
  const trigger: [string, string] = [
    'UPDATE meter SET changed = clock_timestamp() WHERE md5(serial) = md5($$E-$$ || 1)',
    'UPDATE meter SET changed = clock_timestamp() WHERE md5(serial) = md5($$E-$$ || 1)',
  ];
  const report = await verify([OLD, doubled, removed, timed, trigger]);
  expect(report.migrations.map(found)).toEqual([
    [],
    ['dataPreserved down-loses-rows fail'],
    ['dataPreserved down-loses-rows fail'],
    [],
    [],
  ]);
});

test('values that the down does not bring back are named, and what runs well is not', async () => {
  clientData(1);
  const upper: [string, string] = [
    // Generated rows do not have the value.
    `UPDATE meter SET serial = 'X-2' WHERE md5(serial) = md5('E-' || 2)`,
    `UPDATE meter SET serial = 'E-9' WHERE md5(serial) = md5('X-' || 2)`,
  ];
  const added: [string, string] = [
    'ALTER TABLE meter ADD COLUMN IF NOT EXISTS unit text',
    'ALTER TABLE meter DROP COLUMN IF EXISTS unit',
  ];
  const emptied: [string, string] = [
    'CREATE TABLE IF NOT EXISTS u (n int)',
    `DROP TABLE IF EXISTS u; DELETE FROM meter WHERE md5(serial) = md5('E-' || 1)`,
  ];
  const report = await verify([OLD, upper, added, emptied]);
  expect(report.migrations.map(found)).toEqual([
    [],
    ['dataPreserved up-destroys-rows warn'],
    [],
    ['dataPreserved down-loses-rows fail'],
  ]);
});

test('client data of the last version, or of none that is known, judge no migration', async () => {
  const reads: [string, string] = [
    'UPDATE meter SET reads = 1 WHERE reads IS NULL AND id = 2',
    'UPDATE meter SET reads = 5 WHERE id = 2',
  ];
  for (const version of ['none', 2, 7]) {
    clientData(version);
    const report = await verify([OLD, reads]);
    expect(report.migrations.map(found), String(version)).toEqual([[], []]);
    expect(report.clientData?.status).toBe('pass');
    expect(report.notes.filter((note) => note.includes('do not lead to version'))).toHaveLength(version === 7 ? 1 : 0);
  }
});

test('client data that do not load on their own version are named in a note', async () => {
  clientData(1);
  const later: [string, string] = ['CREATE TABLE IF NOT EXISTS meter (id int, serial text, reads int)', OLD[1]];
  const report = await verify([['CREATE TABLE IF NOT EXISTS other (n int)', 'DROP TABLE IF EXISTS other'], later]);
  expect(report.notes.join(' ')).toContain('does not load on version 1, for which it was written');
  expect(report.clientData?.status).toBe('pass');
});
