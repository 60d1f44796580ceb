import { describe, expect, test } from 'vitest';

import { type Pair, verify, failures, audit, useServer } from './append-only-log.ts';

/** Each statement leaves a row in ddl_log. */
const LOG_OF_DDL: readonly Pair[] = [
  [
    `CREATE TABLE IF NOT EXISTS ddl_log (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tag text, obj text);
     CREATE OR REPLACE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
     DECLARE r record;
     BEGIN
       FOR r IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
         INSERT INTO public.ddl_log (tag, obj) VALUES (r.command_tag, r.object_identity);
       END LOOP;
     END $$;
     DROP EVENT TRIGGER IF EXISTS log_ddl_end;
     CREATE EVENT TRIGGER log_ddl_end ON ddl_command_end EXECUTE FUNCTION log_ddl()`,
    `DROP EVENT TRIGGER IF EXISTS log_ddl_end; DROP FUNCTION IF EXISTS log_ddl(); DROP TABLE IF EXISTS ddl_log`,
  ],
  ['CREATE TABLE IF NOT EXISTS c (id bigint PRIMARY KEY)', 'DROP TABLE IF EXISTS c'],
];

useServer();

describe('an append-only log', { concurrent: true }, () => {
  test.each([
    ['without a clock', audit('int')],
    ['with a clock', audit('timestamptz DEFAULT clock_timestamp()')],
  ])('%s that triggers write: each finding offers the setting, with which there is none', async (_, pairs) => {
    const found = failures(await verify(pairs));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((each) => !each.includes('"ignoreRows": ["audit.change"]'))).toEqual([]);
    const report = await verify(pairs, ['audit.*']);
    expect(failures(report)).toEqual([]);
    expect(report.notes).toEqual(['rows are not compared (ignoreRows): audit.*']);
  });

  test('that an event trigger writes: each finding offers the setting, with which there is none', async () => {
    const found = failures(await verify(LOG_OF_DDL));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((each) => !each.includes('"ignoreRows": ["public.ddl_log"]'))).toEqual([]);
    expect(failures(await verify(LOG_OF_DDL, ['ddl_log']))).toEqual([]);
  });
});
