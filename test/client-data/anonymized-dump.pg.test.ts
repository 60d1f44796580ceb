import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { planClientData } from '../../src/client-data/plan-client-data.ts';
import { applyClientData } from '../../src/migrations/client-data/apply-client-data.ts';
import { KEY } from './anonymize/dumped.ts';
import { column, sourceDatabase, startOptions } from './source-database.ts';

const SCHEMA = `
  CREATE TABLE kind (kind_id text PRIMARY KEY);
  INSERT INTO kind VALUES ('roof_array');
  CREATE TABLE client (client_id text PRIMARY KEY, name text NOT NULL UNIQUE, email text);
  CREATE TABLE site (site_id text PRIMARY KEY, client_id text NOT NULL REFERENCES client, kind_id text REFERENCES kind, note text);`;

const ROWS = `
  INSERT INTO kind VALUES ('wainscott_special');
  INSERT INTO client VALUES ('wainscott', 'Wainscott Housing Association', 'anna@wainscott.org.uk'), ('featherstone', 'Featherstone Ltd', NULL);
  INSERT INTO site VALUES ('wainscott_mill', 'wainscott', 'roof_array', 'Ask for Anna at the second gate please.'),
                          ('featherstone_barn', 'featherstone', 'wainscott_special', NULL);`;

const anonymize = { key: KEY };

test('a dump is anonymized and loads; a slice has the same pseudonyms; rows of the migrations keep their keys', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const { text, report, file } = await source.dump({ anonymize });
  expect(report).toMatchObject({ anonymized: true, rows: 5 });
  expect(text).not.toMatch(/wainscott|featherstone|anna/i);
  await using loaded = await source.migrated();
  await applyClientData(loaded.url, file);
  const joined = 'SELECT kind_id FROM site JOIN client USING (client_id) JOIN kind USING (kind_id)';
  const [first, second] = (await column(loaded, joined)).toSorted((a) => (a === 'roof_array' ? -1 : 1));
  expect(first).toBe('roof_array');
  expect(second).toMatch(/^[a-z]+_[a-z]+_[a-z]{4}$/);
  const slice = await source.dump({ anonymize, clients: ['wainscott'], name: 'slice.sql' });
  const lines = slice.text.split('\n').filter((line) => line.includes('\t'));
  expect(lines).toHaveLength(2);
  expect(lines.filter((line) => !text.includes(`\n${line}\n`))).toEqual([]);
});

test('rows of the migrations keep their values where the source changed others, also beside an index on an expression', async () => {
  await using source = await sourceDatabase(
    `CREATE TABLE owners (owner_name text PRIMARY KEY, kind text);
     CREATE TABLE people (id int PRIMARY KEY, full_name text NOT NULL, owner_name text REFERENCES owners, "price[" numeric);
     CREATE UNIQUE INDEX ON people (lower(full_name));
     INSERT INTO owners VALUES ('Acme Energy Ltd', 'roof'), ('Old Name Ltd', 'roof');`,
    `UPDATE owners SET kind = 'field' WHERE owner_name = 'Old Name Ltd'; INSERT INTO owners VALUES ('Ottoline Fairweather', 'roof');
     INSERT INTO people VALUES (1, 'Ottoline Fairweather', 'Acme Energy Ltd', 1.5), (2, 'Zebedee Quartermaine', 'Ottoline Fairweather', 2.5);`,
  );
  const columns = {
    'public.owners.owner_name': 'company',
    'public.owners.kind': 'keep',
    'public.people.full_name': 'person',
  };
  const { file, text } = await source.dump({ anonymize: { ...anonymize, configuration: { columns } } });
  expect(text).not.toMatch(/ottoline|fairweather|zebedee|quartermaine/i);
  await using loaded = await source.migrated();
  await applyClientData(loaded.url, file);
  expect(await column(loaded, `SELECT kind FROM owners WHERE owner_name = 'Old Name Ltd'`)).toEqual(['field']);
  expect(await column(loaded, 'SELECT count(*) FROM owners')).toEqual(['3']);
  expect(await column(loaded, 'SELECT id FROM people JOIN owners USING (owner_name) ORDER BY id')).toEqual(['1', '2']);
});

test('a dump with an undecided column, or with an original value, is not written', async () => {
  await using source = await sourceDatabase(
    `${SCHEMA} CREATE TABLE t (id int PRIMARY KEY, a text);`,
    `${ROWS} INSERT INTO t VALUES (1, 'xqz vvt')`,
  );
  await expect(source.dump({ anonymize, name: 'undecided.sql' })).rejects.toMatchObject({
    code: 'ANONYMIZE_UNDECIDED',
    message: expect.stringContaining('public.t.a: 1 of 1 values match no rule'),
  });
  await source.database.client.query(`UPDATE t SET a = 'https://x.org/Wainscott+Housing%20Association'`);
  const columns = {
    'public.t.a': 'keep',
    'public.client.client_id': 'key',
    'public.client.name': 'company',
    'public.client.email': 'email',
    'public.kind.kind_id': 'key',
    'public.site.site_id': 'key',
    'public.site.note': 'text',
  };
  await expect(
    source.dump({ anonymize: { ...anonymize, configuration: { columns } }, name: 'leak.sql' }),
  ).rejects.toMatchObject({
    code: 'ANONYMIZE_LEAK',
    message: expect.stringMatching(/line \d+, public\.t, column a: a value of the rule "key"/),
  });
  expect(['undecided.sql', 'leak.sql'].filter((name) => existsSync(join(source.folder.path, name)))).toEqual([]);
  const { text } = await source.dump({
    anonymize: { ...anonymize, configuration: { columns: { ...columns, 'public.t.a': 'url' } } },
    name: 'url.sql',
  });
  expect(text).toMatch(/\n1\thttps:\/\/.*example\.com/);
});

test('a plan is made without a dump', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const steps: string[] = [];
  const plan = await planClientData({
    url: source.database.url,
    migrated: startOptions(source.folder.path),
    anonymize,
    onProgress: (step) => void steps.push(step),
  });
  expect(plan.entries.map(({ column: name, rule }) => `${name} ${rule}`)).toEqual([
    'public.client.client_id key',
    'public.client.name company',
    'public.client.email email',
    'public.kind.kind_id key',
    'public.site.site_id key',
    'public.site.note text',
  ]);
  expect(plan.entries[0]).toMatchObject({ followers: ['public.site.client_id'] });
  expect(steps[0]).toBe('Applying the migrations to a new database');
});
