import { describe, expect, test } from 'vitest';

import { parsedFile } from '../../lint/fixtures.ts';

/** The statements of a body that run each time, and that no handler forgives. */
async function certain(body: string): Promise<string[]> {
  const { statements } = await parsedFile(`DO $$ DECLARE x text; n int; BEGIN ${body} END $$;`);
  return statements.flatMap(({ within, conditional, text }) => (within === undefined || conditional ? [] : [text]));
}

const ADD_COLUMN = 'ALTER TABLE a ADD COLUMN b int';
const ADD_CHECK = 'ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)';
const ADD_UNIQUE = 'ALTER TABLE a ADD CONSTRAINT c UNIQUE (b)';
const ADD_KEY = 'ALTER TABLE a ADD CONSTRAINT c PRIMARY KEY (b)';
const CREATE_TYPE = "CREATE TYPE e AS ENUM ('f')";
const INSERT = 'INSERT INTO a VALUES (1)';

describe('a handler', () => {
  test.for([
    [ADD_COLUMN, 'duplicate_object'],
    [ADD_COLUMN, 'duplicate_table OR unique_violation'],
    [ADD_CHECK, 'duplicate_column'],
    [ADD_UNIQUE, 'duplicate_object'],
    [ADD_KEY, 'duplicate_table'],
    [CREATE_TYPE, 'duplicate_function'],
    [INSERT, 'duplicate_object'],
    ['CREATE TABLE a ()', 'duplicate_object'],
    ['CREATE INDEX i ON a (b)', 'duplicate_object'],
    ['UPDATE a SET b = b + 1', 'division_by_zero'],
    ['ALTER TABLE a RENAME COLUMN b TO c', 'duplicate_object'],
  ] as const)('of another error does not help %s, WHEN %s', async ([statement, conditions]) => {
    expect(await certain(`${statement}; EXCEPTION WHEN ${conditions} THEN NULL;`)).toEqual([statement]);
  });

  test.for([
    [ADD_COLUMN, 'duplicate_column'],
    [ADD_COLUMN, "SQLSTATE '42701'"],
    [ADD_COLUMN, 'division_by_zero OR duplicate_column'],
    [ADD_CHECK, 'duplicate_object'],
    [ADD_UNIQUE, 'duplicate_table'],
    [ADD_KEY, 'invalid_table_definition'],
    [CREATE_TYPE, 'OTHERS'],
    [CREATE_TYPE, 'syntax_error_or_access_rule_violation'],
    [INSERT, 'unique_violation'],
    ['CREATE SCHEMA s', 'duplicate_schema'],
    ['DROP TABLE a', 'undefined_table'],
    // Whatever error it raises.
    ['ALTER TABLE a ATTACH PARTITION b DEFAULT', 'wrong_object_type'],
  ] as const)('forgives %s, WHEN %s', async ([statement, conditions]) => {
    expect(await certain(`${statement}; EXCEPTION WHEN ${conditions} THEN RAISE NOTICE 'there';`)).toEqual([]);
  });

  test('that raises the error again forgives nothing', async () => {
    expect(await certain(`${ADD_COLUMN}; EXCEPTION WHEN others THEN RAISE;`)).toEqual([ADD_COLUMN]);
    expect(await certain(`${ADD_COLUMN}; EXCEPTION WHEN others THEN IF n > 1 THEN RAISE; END IF;`)).toEqual([]);
    expect(await certain(`${ADD_COLUMN}; EXCEPTION WHEN duplicate_column THEN RAISE; WHEN others THEN NULL;`)).toEqual([
      ADD_COLUMN,
    ]);
  });

  test('forgives all that its block does when one error is handled, since the block is undone', async () => {
    expect(
      await certain(`${INSERT}; ${CREATE_TYPE}; ${ADD_COLUMN}; EXCEPTION WHEN duplicate_object THEN NULL;`),
    ).toEqual([]);
  });

  test('may be for what cannot be told', async () => {
    expect(await certain(`PERFORM 'a.b'::regclass; ${ADD_COLUMN}; EXCEPTION WHEN undefined_table THEN NULL;`)).toEqual(
      [],
    );
    expect(await certain(`EXECUTE 'SELECT ' || n; ${ADD_COLUMN}; EXCEPTION WHEN undefined_table THEN NULL;`)).toEqual(
      [],
    );
  });

  test('is asked behind those of the blocks within', async () => {
    const inner = `BEGIN ${ADD_COLUMN}; EXCEPTION WHEN duplicate_object THEN NULL; END;`;
    expect(await certain(`${inner} EXCEPTION WHEN duplicate_column THEN NULL;`)).toEqual([]);
    expect(await certain(`${inner} ${INSERT}; EXCEPTION WHEN duplicate_table THEN NULL;`)).toEqual([
      ADD_COLUMN,
      INSERT,
    ]);
  });
});

describe('a loop', () => {
  test.for([
    'FOR i IN 1..3',
    'FOR i IN REVERSE 3..1',
    "FOREACH x IN ARRAY ARRAY['a', 'b']",
    "FOREACH x IN ARRAY '{a}'::text[]",
  ])('runs each time: %s', async (head) => {
    expect(await certain(`${head} LOOP ${INSERT}; END LOOP;`)).toEqual([INSERT]);
    expect(await certain(`${head} LOOP CONTINUE WHEN n > 1; ${INSERT}; END LOOP;`)).toEqual([]);
    expect(await certain(`${head} LOOP EXIT WHEN n > 1; END LOOP; ${INSERT};`)).toEqual([INSERT]);
    expect(await certain(`${head} LOOP IF n > 1 THEN RETURN; END IF; END LOOP; ${INSERT};`)).toEqual([]);
  });

  test.for([
    'FOR i IN 1..n',
    'FOR i IN 3..1',
    'FOR x IN SELECT 1',
    'FOREACH x IN ARRAY ARRAY(SELECT 1)',
    'WHILE n > 1',
  ])('may never run: %s', async (head) => {
    expect(await certain(`${head} LOOP ${INSERT}; END LOOP;`)).toEqual([]);
  });
});
