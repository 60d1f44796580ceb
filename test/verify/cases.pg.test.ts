import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type Axis, type AxisVerdict, type Grade } from '../../src/verify/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';

/** fixtures/verify/<case>/: `bad` must be caught as case.json says, `good` must be silent. A new folder is a new test. */
const FIXTURES = fileURLToPath(new URL('../../fixtures/verify/', import.meta.url));

interface Case {
  /** Of the last migration, or `session` for the whole chain's. */
  axis: Axis | 'session';
  grade: Grade;
  /** What the verdict must name. */
  names: string;
  /** The PostgreSQL that the case needs; any unless told. */
  since?: number;
}

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

/** The verdicts on the last migration and on the session; those before it must all have passed. */
async function lastVerdicts(folder: string): Promise<Record<Axis | 'session', AxisVerdict>> {
  const content = await readContent({ migrations: folder });
  const { migrations, session } = await verifyOn(server, content);
  const earlier = migrations.slice(0, -1).flatMap(({ axes }) => AXES.map((axis) => axes[axis].grade));
  expect(new Set(earlier)).toEqual(earlier.length === 0 ? new Set() : new Set(['pass']));
  const last = migrations.at(-1);
  if (last === undefined) {
    throw new Error(`${folder} holds no migration`);
  }
  return { ...last.axes, session };
}

describe.each(readdirSync(FIXTURES))('%s', { concurrent: true }, (name) => {
  const expected: Case = JSON.parse(readFileSync(`${FIXTURES}${name}/case.json`, 'utf8'));

  test(`bad: ${expected.axis} is ${expected.grade}`, async ({ skip }) => {
    skip(server.version.major < (expected.since ?? 0), `needs PostgreSQL ${expected.since}`);
    const verdicts = await lastVerdicts(`${FIXTURES}${name}/bad`);
    const verdict = verdicts[expected.axis];
    expect(verdict.grade).toBe(expected.grade);
    expect(verdict.details.join('\n')).toContain(expected.names);
    expect(verdict.mend).not.toBe('');
  });

  test('good: nothing is said', async ({ skip }) => {
    skip(server.version.major < (expected.since ?? 0), `needs PostgreSQL ${expected.since}`);
    const verdicts = await lastVerdicts(`${FIXTURES}${name}/good`);
    for (const [axis, verdict] of Object.entries(verdicts)) {
      expect(verdict, axis).toMatchObject({ grade: 'pass', details: [] });
    }
  });
});
