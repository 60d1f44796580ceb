import { describe, expect, test } from 'vitest';

import { lintText } from '../fixtures.ts';

async function found(sql: string) {
  return (await lintText(sql, { only: ['unguarded-insert'] })).findings;
}

describe('an INSERT without ON CONFLICT', () => {
  test.for([
    'CREATE TABLE a (n int PRIMARY KEY, m int); INSERT INTO a VALUES (1), (2);',
    'CREATE TABLE a (n int, m int PRIMARY KEY); ALTER TABLE a RENAME n TO k; INSERT INTO a VALUES (gen_random_uuid(), 1);',
    'CREATE TABLE a (n serial PRIMARY KEY, m text UNIQUE); INSERT INTO a (m) SELECT x FROM b;',
    `CREATE TABLE a (n int, m text DEFAULT 'x', UNIQUE (n, m)); INSERT INTO a (n) VALUES (1);`,
    'CREATE TABLE a (n int); CREATE UNIQUE INDEX i ON a (n); INSERT INTO a (n) SELECT 1;',
  ])('is fixed by ON CONFLICT where it writes a key: %s', async (sql) => {
    const [finding] = await found(sql);
    expect(finding?.sql[0]).toMatch(/ ON CONFLICT DO NOTHING;$/);
    expect(finding?.edits).toHaveLength(1);
  });

  test.for([
    'CREATE TABLE a (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m text); INSERT INTO a (m) VALUES (1);',
    'CREATE TABLE a (n bigserial PRIMARY KEY, m text); INSERT INTO a VALUES (DEFAULT, 1);',
    'CREATE TABLE a (n int PRIMARY KEY); INSERT INTO a (n) SELECT max(n) + 1 FROM a;',
    'CREATE TABLE a (n int PRIMARY KEY); INSERT INTO a (n) SELECT n + 1 FROM a;',
    'CREATE TABLE a (n int PRIMARY KEY); INSERT INTO a (n) SELECT * FROM b;',
    'CREATE TABLE a (n int PRIMARY KEY); INSERT INTO a (n) SELECT 1 UNION SELECT 2;',
    'CREATE TABLE a (n uuid PRIMARY KEY); INSERT INTO a VALUES (gen_random_uuid());',
    'CREATE TABLE a (n uuid PRIMARY KEY); INSERT INTO a SELECT n FROM (SELECT gen_random_uuid() AS n) AS b;',
    'CREATE TABLE a (n int UNIQUE); INSERT INTO a VALUES (NULL);',
    'CREATE TABLE a (n int); CREATE UNIQUE INDEX i ON a (n) WHERE n > 5; INSERT INTO a VALUES (1);',
    'CREATE TABLE a (n int); INSERT INTO a VALUES (1);',
    'CREATE TABLE a (n serial PRIMARY KEY); INSERT INTO a DEFAULT VALUES;',
  ])('needs a key where it writes none again: %s', async (sql) => {
    const [finding] = await found(sql);
    expect(finding?.fix).toMatch(/WHERE NOT EXISTS/);
    expect(finding?.edits).toEqual([]);
  });
});

describe('an INSERT with ON CONFLICT DO NOTHING', () => {
  test.for([
    'CREATE TABLE a (n serial PRIMARY KEY, m text); INSERT INTO a (m) VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n uuid DEFAULT gen_random_uuid() PRIMARY KEY, m text); INSERT INTO a (m) SELECT x FROM b ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n uuid PRIMARY KEY); INSERT INTO a VALUES (gen_random_uuid()) ON CONFLICT (n) DO NOTHING;',
    'CREATE TABLE a (n int); INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING;',
  ])('is found where no row can conflict: %s', async (sql) => {
    expect(await found(sql)).toMatchObject([{ what: expect.stringContaining('no key of theirs can conflict') }]);
  });

  test.for([
    'INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n serial PRIMARY KEY, m text UNIQUE); INSERT INTO a (m) VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n serial PRIMARY KEY, m text); CREATE UNIQUE INDEX i ON a (lower(m)); INSERT INTO a (m) VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n serial PRIMARY KEY, m text, EXCLUDE USING gist (m WITH =)); INSERT INTO a (m) VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n int); INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING; CREATE UNIQUE INDEX IF NOT EXISTS i ON a (n);',
    'CREATE TABLE a (n serial PRIMARY KEY) PARTITION BY HASH (n); INSERT INTO a DEFAULT VALUES ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (LIKE b INCLUDING ALL); INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n uuid DEFAULT gen_random_uuid() PRIMARY KEY, m text); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO a (m) VALUES (1) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n serial PRIMARY KEY, m text); INSERT INTO a (m) SELECT 1 WHERE NOT EXISTS (SELECT FROM a) ON CONFLICT DO NOTHING;',
    'CREATE TABLE a (n serial PRIMARY KEY, m text); INSERT INTO a (n, m) VALUES (1, 2) ON CONFLICT (n) DO UPDATE SET m = 2;',
  ])('says nothing where one may: %s', async (sql) => {
    expect(await found(sql)).toEqual([]);
  });
});
