import { expect, test } from 'vitest';

import { codeOf } from '../../../src/support/errors.ts';
import { scratchDatabase } from '../../database.ts';
import { parsedFile } from '../../lint/fixtures.ts';
import { everyNth, type Part } from '../../suite-part.ts';

const GIVEN = `
CREATE TABLE a (b int NOT NULL, k int PRIMARY KEY);
CREATE TABLE p (b int NOT NULL, c int, d int, CONSTRAINT one CHECK (b > 0));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TYPE e0 AS ENUM ('f');
CREATE VIEW v0 AS SELECT 1 AS n;
CREATE DOMAIN d0 AS int;
CREATE FUNCTION g0() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FOREIGN DATA WRAPPER w0;
CREATE SERVER s0 FOREIGN DATA WRAPPER w0;
CREATE PUBLICATION p0;
`;

async function isForgiven(statement: string, code: string): Promise<boolean> {
  const { statements } = await parsedFile(
    `DO $$ BEGIN ${statement}; EXCEPTION WHEN SQLSTATE '${code}' THEN NULL; END $$;`,
  );
  return statements.every(({ within, conditional }) => within === undefined || conditional);
}

/** Cases of the part. */
export function testHandlers(part: Part): void {
  /** Each fails when it runs again: a handler for that very error forgives it, and that of none of these is missed. */
  test.for(
    everyNth(part, 5, [
      'CREATE TABLE t ()',
      'CREATE TABLE t AS SELECT 1',
      'CREATE INDEX i ON a (b)',
      'CREATE VIEW v AS SELECT 1',
      'CREATE MATERIALIZED VIEW m AS SELECT 1',
      'CREATE SEQUENCE s',
      'CREATE SCHEMA sc',
      "CREATE TYPE t AS ENUM ('f')",
      'CREATE TYPE t AS (b int)',
      'CREATE TYPE t AS RANGE (subtype = int)',
      'CREATE DOMAIN t AS int',
      "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      'CREATE AGGREGATE g(int) (SFUNC = int4pl, STYPE = int)',
      'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)',
      "CREATE COLLATION co (provider = libc, locale = 'C')",
      'CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()',
      'CREATE POLICY po ON a',
      'CREATE RULE ru AS ON INSERT TO a DO ALSO NOTHING',
      'CREATE STATISTICS st ON b, c FROM p',
      'CREATE PUBLICATION pu',
      'CREATE EXTENSION plpgsql',
      'ALTER TABLE p ADD COLUMN n int',
      'ALTER TABLE p ADD CONSTRAINT c CHECK (b > 0)',
      'ALTER TABLE p ADD CONSTRAINT c FOREIGN KEY (c) REFERENCES a (k)',
      'ALTER TABLE p ADD CONSTRAINT c UNIQUE (b)',
      'ALTER TABLE p ADD CONSTRAINT c PRIMARY KEY (b)',
      'ALTER TABLE p ADD CONSTRAINT c EXCLUDE USING btree (b WITH =)',
      'ALTER TABLE p RENAME COLUMN b TO b2',
      'ALTER TABLE p DROP COLUMN b',
      'ALTER TABLE p DROP CONSTRAINT one',
      "ALTER TYPE e0 ADD VALUE 'g'",
      'DROP VIEW v0',
      'DROP TYPE e0',
      'DROP FUNCTION f()',
      'INSERT INTO a VALUES (1, 1)',
      'ALTER DOMAIN d0 ADD CONSTRAINT c CHECK (value > 0)',
      'CREATE FOREIGN DATA WRAPPER w',
      'CREATE SERVER s FOREIGN DATA WRAPPER w0',
      'CREATE USER MAPPING FOR current_user SERVER s0',
      'CREATE CAST (e0 AS int) WITH INOUT',
      'CREATE EVENT TRIGGER ev ON ddl_command_end EXECUTE FUNCTION g0()',
      'CREATE OPERATOR FAMILY o USING btree',
      'CREATE OPERATOR CLASS o FOR TYPE e0 USING btree AS OPERATOR 1 <(anyenum, anyenum), FUNCTION 1 enum_cmp(anyenum, anyenum)',
      "CREATE CONVERSION co FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
      'ALTER PUBLICATION p0 ADD TABLE a',
    ]),
  )('%s', async (statement) => {
    await using scratch = await scratchDatabase('handlers');
    await scratch.client.query(GIVEN);
    const again = statement === 'CREATE EXTENSION plpgsql' ? 1 : 2;
    let code: string | undefined;
    for (let i = 0; i < again; i += 1) {
      expect(code).toBeUndefined();
      code = await scratch.client.query(statement).then(() => undefined, codeOf);
    }
    expect(code).toBeDefined();
    expect(await isForgiven(statement, code ?? '')).toBe(true);
    expect(await isForgiven(statement, '22012')).toBe(false);
  });
}
