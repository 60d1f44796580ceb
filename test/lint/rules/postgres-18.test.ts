import { expect, test } from 'vitest';

import { lintChain } from '../fixtures.ts';

const FIRST = `
  CREATE DOMAIN public.amount AS int CHECK (VALUE > 0);
  CREATE DOMAIN public.quantity AS public.amount;
  CREATE DOMAIN public.plain AS int;
  CREATE TABLE public.site (id bigint PRIMARY KEY);
  CREATE TABLE public.meter (
    id bigint PRIMARY KEY, a int, b int NOT NULL, c int GENERATED ALWAYS AS (a * 2) STORED,
    d int GENERATED ALWAYS AS (a * 2) VIRTUAL, site_id bigint, e bigint,
    CONSTRAINT meter_site FOREIGN KEY (site_id) REFERENCES public.site NOT ENFORCED
  );
  CREATE UNIQUE INDEX meter_a ON public.meter (a);`;

/** What the rules find in the second migration. */
async function found(only: readonly string[], up: string, down?: string): Promise<string[]> {
  const { findings } = await lintChain([[FIRST], down === undefined ? [up] : [up, down]], { preset: 'strict', only });
  return findings.filter(({ file }) => file.startsWith('000002')).map(({ code, what }) => `${code}: ${what}`);
}

const NULLS = 'set-not-null: public.meter.a may contain NULL, and the file does not fill it';

test.for<[up: string, ...found: string[]]>([
  ['ALTER TABLE public.meter ADD CONSTRAINT n NOT NULL a;', NULLS],
  ['ALTER TABLE public.meter ADD NOT NULL a;', NULLS],
  ['ALTER TABLE public.meter ADD CONSTRAINT n NOT NULL a NOT VALID;'],
  ['ALTER TABLE public.meter ADD CONSTRAINT n NOT NULL b;'],
  [
    'ALTER TABLE public.meter ADD CONSTRAINT n NOT NULL a NOT VALID; ALTER TABLE public.meter ALTER a SET NOT NULL;',
    NULLS,
  ],
  ['UPDATE public.meter SET a = 0 WHERE a IS NULL; ALTER TABLE public.meter ADD CONSTRAINT n NOT NULL a;'],
])('NOT NULL reads all rows: %s', async ([up, ...expected]) => {
  expect(await found(['set-not-null', 'unguarded-constraint', 'unnamed-constraint'], up)).toEqual(expected);
});

const LEFT = 'down-definition-differs: column public.meter.e: nullable before the up, NOT NULL after the down';

test.for<[up: string, down: string, ...found: string[]]>([
  ['ALTER TABLE public.meter ADD CONSTRAINT n NOT NULL a;', 'ALTER TABLE public.meter ALTER a DROP NOT NULL;'],
  ['ALTER TABLE public.meter ADD NOT NULL a NOT VALID;', 'ALTER TABLE public.meter DROP CONSTRAINT meter_a_not_null;'],
  ['ALTER TABLE public.meter ALTER a SET NOT NULL;', 'ALTER TABLE public.meter DROP CONSTRAINT meter_a_not_null;'],
  ['ALTER TABLE public.meter DROP CONSTRAINT meter_b_not_null;', 'ALTER TABLE public.meter ALTER b SET NOT NULL;'],
  [
    'ALTER TABLE public.meter DROP CONSTRAINT meter_pkey, ADD CONSTRAINT k PRIMARY KEY (e);',
    'ALTER TABLE public.meter DROP CONSTRAINT k, ADD CONSTRAINT meter_pkey PRIMARY KEY (id);',
    LEFT,
  ],
  [
    'ALTER TABLE public.meter DROP CONSTRAINT meter_pkey, ADD CONSTRAINT k PRIMARY KEY (e);',
    'ALTER TABLE public.meter DROP CONSTRAINT k, ADD CONSTRAINT meter_pkey PRIMARY KEY (id), ALTER e DROP NOT NULL;',
  ],
  [
    'ALTER TABLE public.meter ALTER CONSTRAINT meter_site ENFORCED;',
    'ALTER TABLE public.meter ALTER CONSTRAINT meter_site NOT ENFORCED;',
  ],
  [
    'ALTER TABLE public.meter ALTER CONSTRAINT meter_site ENFORCED;',
    'DROP TABLE IF EXISTS public.other;',
    'down-definition-differs: constraint public.meter.meter_site: another definition after the down',
  ],
  [
    'ALTER TABLE public.meter ALTER c SET EXPRESSION AS (a * 3);',
    'ALTER TABLE public.meter ALTER c SET EXPRESSION AS ((a)::int * 2);',
  ],
  [
    'ALTER TABLE public.meter ALTER c SET EXPRESSION AS (a * 3);',
    'ALTER TABLE public.meter ALTER c SET EXPRESSION AS (a * 4);',
    'down-definition-differs: column public.meter.c: computed in another way after the down',
  ],
  [
    'ALTER TABLE public.meter ALTER c DROP EXPRESSION;',
    'ALTER TABLE public.meter ALTER c SET DEFAULT 0;',
    'down-definition-differs: column public.meter.c: computed in another way after the down',
  ],
  [
    'ALTER TABLE public.meter ALTER b ADD GENERATED ALWAYS AS IDENTITY;',
    'DROP TABLE IF EXISTS public.other;',
    'down-definition-differs: column public.meter.b: computed in another way after the down',
  ],
])('after %s, %s restores what was there', async ([up, down, ...expected]) => {
  expect(await found(['incomplete-down', 'down-definition-differs'], up, down)).toEqual(expected);
});

const DOMAIN = 'column-rewrites-table: public.meter.x is of a domain with a constraint';

test.for<[up: string, ...found: string[]]>([
  ['ALTER TABLE public.meter ADD x int GENERATED ALWAYS AS (coalesce(a, 0)) VIRTUAL NOT NULL;'],
  [
    'ALTER TABLE public.meter ADD x int GENERATED ALWAYS AS (a) STORED;',
    'column-rewrites-table: public.meter.x is generated and stored',
  ],
  [
    'ALTER TABLE public.meter ALTER c SET EXPRESSION AS (a * 3);',
    'column-rewrites-table: SET EXPRESSION computes public.meter.c again for every row',
  ],
  ['ALTER TABLE public.meter ALTER d SET EXPRESSION AS (a * 3);'],
  ['ALTER TABLE public.meter ADD x public.amount;', DOMAIN],
  ['ALTER TABLE public.meter ADD x public.quantity DEFAULT 5;', DOMAIN],
  ['ALTER TABLE public.meter ADD x public.plain;'],
  [
    'ALTER DOMAIN public.plain ADD CONSTRAINT p CHECK (VALUE > 1); ALTER TABLE public.meter ADD x public.plain;',
    DOMAIN,
  ],
])('a new column rewrites the table, is required or its NULL unexplained: %s', async ([up, ...expected]) => {
  const only = [
    'column-rewrites-table',
    'required-column',
    ...(up.includes('ADD x int') ? ['nullable-column-without-default'] : []),
  ];
  expect(await found(only, up)).toEqual(expected);
});

const KEY = 'foreign-key-validated: all rows of public.meter are checked under a lock';
const CHECK = 'check-validated: all rows of public.meter are checked under a lock';

test.for<[up: string, ...found: string[]]>([
  ['ALTER TABLE public.meter ALTER CONSTRAINT meter_site ENFORCED;', KEY],
  ['ALTER TABLE public.meter ALTER CONSTRAINT meter_site NOT ENFORCED;'],
  ['ALTER TABLE public.meter ALTER CONSTRAINT meter_site DEFERRABLE;'],
  ['ALTER TABLE public.meter ADD FOREIGN KEY (e) REFERENCES public.site NOT ENFORCED;'],
  ['ALTER TABLE public.meter ADD x bigint REFERENCES public.site;'],
  ['ALTER TABLE public.meter ADD x bigint DEFAULT 1 REFERENCES public.site;', KEY],
  ['ALTER TABLE public.meter ADD x int CHECK (x > 0);', CHECK],
  ['ALTER TABLE public.meter ADD x int CHECK (x > 0) NOT ENFORCED;'],
])('a constraint reads all rows: %s', async ([up, ...expected]) => {
  expect(await found(['foreign-key-validated', 'check-validated'], up)).toEqual(expected);
});
