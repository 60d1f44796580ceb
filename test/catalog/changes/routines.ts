import type { Change } from './change.ts';

const FUNCTION = `CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT x'`;
const TRIGGER_FUNCTION = `CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`;
const trigger = (when: string): string =>
  `CREATE TABLE t (a int, b int); ${TRIGGER_FUNCTION}; CREATE TRIGGER r ${when} EXECUTE FUNCTION g()`;
const EVENT_TRIGGER = `CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
  CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TYPE', 'DROP TYPE') EXECUTE FUNCTION e()`;
const AGGREGATE = 'CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int4, INITCOND = 0)';

export const routineChanges: Change[] = [
  { title: 'a function', given: '', when: FUNCTION, found: ['+ function public.f(integer)'] },
  {
    title: 'a second function of the same name',
    given: FUNCTION,
    when: `CREATE FUNCTION f(x text) RETURNS text LANGUAGE sql AS 'SELECT x'`,
    found: ['+ function public.f(text)'],
  },
  {
    title: 'the body of a function',
    given: FUNCTION,
    when: `CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT x + 1'`,
    found: ['~ function public.f(integer): body'],
  },
  {
    title: 'the body of a function that PostgreSQL has parsed',
    given: 'CREATE FUNCTION f(x int) RETURNS int RETURN x',
    when: 'CREATE OR REPLACE FUNCTION f(x int) RETURNS int RETURN x + 1',
    found: ['~ function public.f(integer): sql body'],
  },
  ...[
    ['STABLE', 'volatility'],
    ['STRICT', 'strict'],
    ['SECURITY DEFINER', 'security definer'],
    ['LEAKPROOF', 'leakproof'],
    ['PARALLEL SAFE', 'parallel'],
    ['COST 7', 'cost'],
    ['SET work_mem = 1000', 'settings'],
    ['OWNER TO some_role', 'owner, privileges'],
  ].map(([clause, property]) => ({
    title: `${property} of a function`,
    given: FUNCTION,
    when: `ALTER FUNCTION f(int) ${clause}`,
    found: [`~ function public.f(integer): ${property}`],
  })),
  {
    title: 'the rows that a function is expected to return',
    given: `CREATE FUNCTION f(x int) RETURNS SETOF int LANGUAGE sql AS 'SELECT x'`,
    when: 'ALTER FUNCTION f(int) ROWS 7',
    found: ['~ function public.f(integer): rows'],
  },
  {
    title: 'the default of an argument',
    given: FUNCTION,
    when: `CREATE OR REPLACE FUNCTION f(x int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT x'`,
    found: ['~ function public.f(integer): arguments'],
  },
  {
    title: 'what a function returns',
    given: FUNCTION,
    when: `DROP FUNCTION f(int); CREATE FUNCTION f(x int) RETURNS bigint LANGUAGE sql AS 'SELECT x'`,
    found: ['~ function public.f(integer): returns'],
  },
  {
    title: 'the language of a function',
    given: `CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS ' SELECT 1 '`,
    when: `CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'`,
    found: ['~ function public.f(integer): body, language'],
  },
  {
    title: 'a function that anybody may call no more',
    given: FUNCTION,
    when: 'REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC',
    found: ['~ function public.f(integer): privileges'],
  },
  {
    title: 'a comment on a function',
    given: FUNCTION,
    when: `COMMENT ON FUNCTION f(int) IS 'x'`,
    found: ['~ function public.f(integer): comment'],
  },
  {
    title: 'a procedure in place of a function',
    given: `CREATE FUNCTION f() RETURNS void LANGUAGE sql AS ''`,
    when: `DROP FUNCTION f(); CREATE PROCEDURE f() LANGUAGE sql AS ''`,
    found: ['- function public.f()', '+ procedure public.f()'],
  },
  { title: 'an aggregate', given: '', when: AGGREGATE, found: ['+ aggregate public.total(integer)'] },
  {
    title: 'where an aggregate starts',
    given: AGGREGATE,
    when: 'DROP AGGREGATE total (int); CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int4, INITCOND = 1)',
    found: ['~ aggregate public.total(integer): initial'],
  },
  {
    title: 'the function of an aggregate',
    given: AGGREGATE,
    when: 'DROP AGGREGATE total (int); CREATE AGGREGATE total (int) (SFUNC = int4mul, STYPE = int4, INITCOND = 0)',
    found: ['~ aggregate public.total(integer): transition'],
  },
  {
    title: 'a trigger',
    given: `CREATE TABLE t (a int); ${TRIGGER_FUNCTION}`,
    when: 'CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()',
    found: ['+ trigger public.t.r'],
  },
  ...[
    ['when a trigger fires', 'AFTER INSERT ON t FOR EACH ROW'],
    ['what a trigger fires on', 'BEFORE UPDATE ON t FOR EACH ROW'],
    ['the columns of a trigger', 'BEFORE INSERT OR UPDATE OF b ON t FOR EACH ROW'],
    ['how often a trigger fires', 'BEFORE INSERT ON t FOR EACH STATEMENT'],
    ['the condition of a trigger', 'BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a > 1)'],
  ].map(([title, clause]) => ({
    title: `${title}`,
    given: trigger('BEFORE INSERT ON t FOR EACH ROW'),
    when: `CREATE OR REPLACE TRIGGER r ${clause} EXECUTE FUNCTION g()`,
    found: ['~ trigger public.t.r: definition'],
  })),
  ...['DISABLE TRIGGER r', 'ENABLE REPLICA TRIGGER r', 'ENABLE ALWAYS TRIGGER r'].map((clause) => ({
    title: `a trigger after ${clause}`,
    given: trigger('BEFORE INSERT ON t FOR EACH ROW'),
    when: `ALTER TABLE t ${clause}`,
    found: ['~ trigger public.t.r: enabled'],
  })),
  {
    title: 'a comment on a trigger',
    given: trigger('BEFORE INSERT ON t FOR EACH ROW'),
    when: `COMMENT ON TRIGGER r ON t IS 'x'`,
    found: ['~ trigger public.t.r: comment'],
  },
  { title: 'an event trigger', given: '', when: EVENT_TRIGGER, found: ['+ event trigger e', '+ function public.e()'] },
  {
    title: 'an event trigger switched off',
    given: EVENT_TRIGGER,
    when: 'ALTER EVENT TRIGGER e DISABLE',
    found: ['~ event trigger e: enabled'],
  },
  {
    title: 'the commands that an event trigger watches',
    given: EVENT_TRIGGER,
    when: `DROP EVENT TRIGGER e;
      CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TYPE') EXECUTE FUNCTION e()`,
    found: ['~ event trigger e: tags'],
  },
];
