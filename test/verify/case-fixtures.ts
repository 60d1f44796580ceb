import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import {
  AXES,
  type Axis,
  type FindingCode,
  type FindingStatus,
  type VerifyReport,
} from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';

/** fixtures/verify/<case>/: `bad` must be caught as case.json says, `good` must be silent. A new folder is a new test. */
const FIXTURES = fileURLToPath(new URL('../../fixtures/verify/', import.meta.url));

interface Case {
  /** The axis of the last migration on which it is found, and what is found there. */
  axis: Axis;
  status: FindingStatus;
  code: FindingCode;
  /** What the finding must name. */
  names: string;
  /** The PostgreSQL that the case needs; any by default. */
  since?: number;
}

/** All that is found, as `version axis code status`. */
function found({ migrations }: VerifyReport): string[] {
  return migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) =>
      verdicts[axis].status === 'skipped'
        ? [`${version} ${axis} skipped: ${verdicts[axis].reason}`]
        : verdicts[axis].findings.map(({ code, status }) => `${version} ${axis} ${code} ${status}`),
    ),
  );
}

/**
 * One test for `bad` and one for `good` of each case. With `populatedIfNeeded`, `bad` runs with rows only where the empty
 * pass does not find it.
 */
export function testCases(server: () => PostgresServer, { populatedIfNeeded = false } = {}): void {
  const verify = async (folder: string, populated = true): Promise<VerifyReport> =>
    verifyOn(server(), await readContent({ migrations: folder }), { populated });

  describe.each(readdirSync(FIXTURES))('%s', { concurrent: true }, (name) => {
    const expected: Case = JSON.parse(readFileSync(`${FIXTURES}${name}/case.json`, 'utf8'));
    const findingIn = ({ migrations }: VerifyReport) =>
      migrations.at(-1)?.verdicts[expected.axis].findings.find(({ code }) => code === expected.code);

    test(`bad: ${expected.axis} has ${expected.code}`, async ({ skip }) => {
      skip(server().version.major < (expected.since ?? 0), `needs PostgreSQL ${expected.since}`);
      const folder = `${FIXTURES}${name}/bad`;
      const empty = populatedIfNeeded ? await verify(folder, false) : undefined;
      const isFound = empty !== undefined && findingIn(empty)?.status === expected.status;
      const report = isFound ? empty : await verify(folder);
      const finding = findingIn(report);
      expect(finding, found(report).join('\n')).toMatchObject({ status: expected.status });
      expect([finding?.what, ...(finding?.details ?? [])].join('\n')).toContain(expected.names);
      expect(finding?.fix).not.toBe('');
      const last = report.migrations.at(-1);
      const skipped = report === empty ? ' dataPreserved skipped: ' : '\n';
      const earlier = found(report).filter((line) => !line.startsWith(`${last?.version} `) && !line.includes(skipped));
      expect(earlier).toEqual([]);
    });

    test('good: nothing is found', async ({ skip }) => {
      skip(server().version.major < (expected.since ?? 0), `needs PostgreSQL ${expected.since}`);
      const report = await verify(`${FIXTURES}${name}/good`);
      expect(found(report)).toEqual([]);
      expect(report).toMatchObject({ ok: true, findings: [], uncovered: [], notes: [] });
    });
  });
}
