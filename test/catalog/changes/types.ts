import type { Change } from './change.ts';

export const typeChanges: Change[] = [
  { title: 'an enum', given: '', when: `CREATE TYPE e AS ENUM ('a')`, found: ['+ enum public.e'] },
  {
    title: 'a label of an enum',
    given: `CREATE TYPE e AS ENUM ('a')`,
    when: `ALTER TYPE e ADD VALUE 'b'`,
    found: ['~ enum public.e: labels'],
  },
  {
    title: 'the order of the labels of an enum',
    given: `CREATE TYPE e AS ENUM ('a', 'b')`,
    when: `DROP TYPE e; CREATE TYPE e AS ENUM ('b', 'a')`,
    found: ['~ enum public.e: labels'],
  },
  {
    title: 'a label of an enum renamed',
    given: `CREATE TYPE e AS ENUM ('a', 'b')`,
    when: `ALTER TYPE e RENAME VALUE 'a' TO 'A'`,
    found: ['~ enum public.e: labels'],
  },
  {
    title: 'a type that changed hands',
    given: `CREATE TYPE e AS ENUM ('a')`,
    when: 'ALTER TYPE e OWNER TO some_role',
    found: ['~ enum public.e: owner, privileges'],
  },
  {
    title: 'a privilege on a type',
    given: `CREATE TYPE e AS ENUM ('a')`,
    when: 'REVOKE USAGE ON TYPE e FROM PUBLIC',
    found: ['~ enum public.e: privileges'],
  },
  {
    title: 'a comment on a type',
    given: 'CREATE TYPE c AS (a int)',
    when: `COMMENT ON TYPE c IS 'x'`,
    found: ['~ composite type public.c: comment'],
  },
  {
    title: 'a privilege on the row type of a table',
    given: 'CREATE TABLE t (a int)',
    when: 'REVOKE USAGE ON TYPE t FROM PUBLIC',
    found: ['+ row type public.t'],
  },
  {
    title: 'the type behind a domain',
    given: 'CREATE DOMAIN d AS int',
    when: 'DROP DOMAIN d; CREATE DOMAIN d AS bigint',
    found: ['~ domain public.d: base type'],
  },
  {
    title: 'the default of a domain',
    given: 'CREATE DOMAIN d AS int',
    when: 'ALTER DOMAIN d SET DEFAULT 1',
    found: ['~ domain public.d: default'],
  },
  {
    title: 'the collation of a domain',
    given: 'CREATE DOMAIN d AS text',
    when: 'DROP DOMAIN d; CREATE DOMAIN d AS text COLLATE "C"',
    found: ['~ domain public.d: collation'],
  },
  {
    title: 'a constraint of a domain',
    given: 'CREATE DOMAIN d AS int',
    when: 'ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0)',
    found: ['+ constraint public.d.k'],
  },
  {
    title: 'a constraint of a domain validated',
    given: 'CREATE DOMAIN d AS int; ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID',
    when: 'ALTER DOMAIN d VALIDATE CONSTRAINT k',
    found: ['~ constraint public.d.k: definition, validated'],
  },
  {
    title: 'the subtype of a range',
    given: 'CREATE TYPE r AS RANGE (subtype = float8)',
    when: 'DROP TYPE r; CREATE TYPE r AS RANGE (subtype = float4)',
    found: [
      '~ range type public.r: operator class, subtype',
      '- function public.r(double precision,double precision)',
      '- function public.r(double precision,double precision,text)',
      '+ function public.r(real,real)',
      '+ function public.r(real,real,text)',
    ],
  },
  {
    title: 'a function of a range',
    given: 'CREATE TYPE r AS RANGE (subtype = float8)',
    when: 'DROP TYPE r; CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)',
    found: ['~ range type public.r: difference'],
  },
  { title: 'a shell type', given: '', when: 'CREATE TYPE s', found: ['+ base type public.s'] },
  {
    title: 'a function of a base type',
    given: `CREATE TYPE b; CREATE FUNCTION b_in(cstring) RETURNS b LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
      CREATE FUNCTION b_out(b) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
      CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4);
      CREATE FUNCTION b_send(b) RETURNS bytea LANGUAGE internal STRICT IMMUTABLE AS 'int4send'`,
    when: 'ALTER TYPE b SET (SEND = b_send)',
    found: ['~ base type public.b: send'],
  },
  {
    title: 'an operator',
    given: '',
    when: 'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)',
    found: ['+ operator public.===(integer,integer)'],
  },
  {
    title: 'the selectivity of an operator',
    given: 'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)',
    when: 'ALTER OPERATOR === (int, int) SET (RESTRICT = eqsel)',
    found: ['~ operator public.===(integer,integer): restrict'],
  },
  {
    title: 'an operator class',
    given: '',
    when: 'CREATE OPERATOR CLASS c FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)',
    found: ['+ operator class public.c USING hash', '+ operator family public.c USING hash'],
  },
  {
    title: 'the functions of an operator class',
    given: 'CREATE OPERATOR CLASS c FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)',
    when: `DROP OPERATOR FAMILY c USING hash;
      CREATE OPERATOR CLASS c FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashoid(oid)`,
    found: ['~ operator family public.c USING hash: functions'],
  },
  {
    title: 'an addition to an operator family of PostgreSQL',
    given: 'CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = starts_with)',
    when: 'ALTER OPERATOR FAMILY text_ops USING spgist ADD OPERATOR 99 ===(text, text)',
    found: ['+ operator family pg_catalog.text_ops USING spgist'],
  },
  {
    title: 'a cast',
    given: 'CREATE TYPE c AS (a int)',
    when: 'CREATE CAST (c AS text) WITH INOUT',
    found: ['+ cast public.c AS text'],
  },
  {
    title: 'a cast that happens by itself',
    given: 'CREATE TYPE c AS (a int); CREATE CAST (c AS text) WITH INOUT',
    when: 'DROP CAST (c AS text); CREATE CAST (c AS text) WITH INOUT AS ASSIGNMENT',
    found: ['~ cast public.c AS text: context'],
  },
  {
    title: 'a collation',
    given: `CREATE COLLATION c (provider = icu, locale = 'und')`,
    when: `DROP COLLATION c; CREATE COLLATION c (provider = icu, locale = 'und', deterministic = false)`,
    found: ['~ collation public.c: deterministic'],
  },
  {
    title: 'the locale of a collation',
    given: `CREATE COLLATION c (provider = icu, locale = 'de')`,
    when: `DROP COLLATION c; CREATE COLLATION c (provider = icu, locale = 'de-AT')`,
    found: ['~ collation public.c: locale'],
  },
  {
    title: 'a conversion',
    given: '',
    when: `CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`,
    found: ['+ conversion public.c'],
  },
  {
    title: 'a text search dictionary',
    given: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)`,
    when: `ALTER TEXT SEARCH DICTIONARY d (Accept = false)`,
    found: ['~ text search dictionary public.d: options'],
  },
  {
    title: 'the mappings of a text search configuration',
    given: 'CREATE TEXT SEARCH CONFIGURATION c (COPY = english)',
    when: 'ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR asciiword WITH simple',
    found: ['~ text search configuration public.c: mappings'],
  },
  {
    title: 'a text search parser and template',
    given: '',
    when: `CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
        LEXTYPES = prsd_lextype);
      CREATE TEXT SEARCH TEMPLATE m (LEXIZE = dsimple_lexize)`,
    found: ['+ text search template public.m', '+ text search parser public.p'],
  },
];
