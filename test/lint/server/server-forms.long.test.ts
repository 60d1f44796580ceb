import { isDeepStrictEqual } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { PostgresServer } from '../../../src/servers/server.ts';
import { RELEASES } from '../../releases/releases.ts';
import { startRelease } from '../../releases/start-release.ts';
import { claimsAbout, type Claims } from './claims.ts';
import { COLUMNS, NEW_COLUMNS, TYPES } from './column-forms.ts';
import { CONSTRAINTS, PARTITIONS } from './constraint-forms.ts';
import { formsMarkdown, type FormRow } from './forms-markdown.ts';
import { withForms, type Observed } from './observe.ts';
import { INDEXES, MAINTENANCE, TABLES } from './table-forms.ts';

const GROUPS = {
  'New columns': NEW_COLUMNS,
  Columns: COLUMNS,
  Types: TYPES,
  Constraints: CONSTRAINTS,
  Partitions: PARTITIONS,
  Indexes: INDEXES,
  Tables: TABLES,
  Maintenance: MAINTENANCE,
};

const FORMS = Object.entries(GROUPS).flatMap(([group, all]) => all.map((form) => ({ group, form })));

const servers: PostgresServer[] = [];

/** What each release did for each form; undefined where it does not know the form. */
let rows: FormRow[];

beforeAll(async () => {
  const answers = await Promise.all(
    RELEASES.map(async (release) => {
      const server = await startRelease(release);
      servers.push(server);
      return withForms(server, async (observe) => {
        const all: (Observed | undefined)[] = [];
        for (const { form } of FORMS) {
          all.push((form.since ?? 0) > release.major ? undefined : await observe(form));
        }
        return all;
      });
    }),
  );
  rows = await Promise.all(
    FORMS.map(async ({ group, form }, i) => ({
      group,
      form,
      observed: new Map(RELEASES.map(({ major }, at) => [major, answers[at]?.[i]])),
      claims: await claimsAbout(form),
    })),
  );
});

afterAll(() => Promise.all(servers.map((server) => server.stop())));

test.for(FORMS.map(({ form: { sql } }, i) => ({ sql, i })))('lint says what each server does: $sql', ({ i }) => {
  const { form, claims, observed } = rows[i]!;
  const answers = [...observed].flatMap(([major, did]) => (did === undefined ? [] : [{ major, does: doneBy(did) }]));
  const says = answers.map(({ major }) => ({ major, does: saidBy(claims) }));
  expect(isDeepStrictEqual(says, answers) ? 'the same' : { says, answers }).toEqual(
    form.differs === undefined ? 'the same' : { says, answers },
  );
});

type Answer = Omit<Claims, 'rules'>;

function saidBy({ rewrites, slow, exclusive, refused }: Claims): Answer {
  return { rewrites, slow, exclusive, refused };
}

function doneBy({ rewritten, isSlowUnderLock, lock, refused }: Observed): Answer {
  return {
    rewrites: rewritten,
    slow: isSlowUnderLock,
    exclusive: lock === 'ACCESS EXCLUSIVE',
    refused: refused !== undefined,
  };
}

test('docs/locks.md is made from the answers (npx vitest run --project long test/lint/server -u renews it)', async () => {
  await expect(formsMarkdown(rows)).toMatchFileSnapshot('../../../docs/locks.md');
});
