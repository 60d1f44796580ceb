import { readdirSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { AXES, type VerifyReport } from '../../../src/verify/report/verdict.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { partOf, releaseFor, type Part } from '../../suite-part.ts';
import { caseOf, FIXTURES, type Case } from './case-file.ts';

interface CasesOptions {
  part?: Part;
  /** Only the cases that a hash of their name gives to this major version, of those that they can run on. */
  turn?: { major: number; of: readonly number[] };
  populatedIfNeeded?: boolean;
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

/** What the short part has one case of: for `bad` an axis and a code, for `good` an axis. */
function kindOf({ half, expected: { axis, code } }: { half: string; expected: Case }): string {
  return half === 'bad' ? `bad ${axis} ${code}` : `good ${axis}`;
}

function hasTurn(name: string, since: number, { major, of }: NonNullable<CasesOptions['turn']>): boolean {
  return (
    releaseFor(
      name,
      of.filter((each) => each >= since),
    ) === major
  );
}

/**
 * One test for `bad` and one for `good` of each case of the part or turn, or of all. With `populatedIfNeeded`, `bad` runs with rows
 * only where the empty pass does not find it.
 */
export function testCases(
  server: () => PostgresServer,
  { part, turn, populatedIfNeeded = false }: CasesOptions = {},
): void {
  const verify = async (folder: string, populated = true): Promise<VerifyReport> =>
    verifyOn(server(), await readContent({ migrations: folder }), { populated });
  const all = readdirSync(FIXTURES)
    .map((name) => ({ name, expected: caseOf(name) }))
    .filter(({ name, expected: { since = 0 } }) => turn === undefined || hasTurn(name, since, turn))
    .flatMap(({ name, expected }) => ['bad', 'good'].map((half) => ({ name, half, expected })));
  const chosen = part === undefined ? all : partOf(part, all, kindOf);

  describe.each(chosen.filter(({ half }) => half === 'bad'))('$name', { concurrent: true }, ({ name, expected }) => {
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
  });

  describe.each(chosen.filter(({ half }) => half === 'good'))('$name', { concurrent: true }, ({ name, expected }) => {
    test('good: nothing is found', async ({ skip }) => {
      skip(server().version.major < (expected.since ?? 0), `needs PostgreSQL ${expected.since}`);
      const report = await verify(`${FIXTURES}${name}/good`);
      expect(found(report)).toEqual([]);
      expect(report).toMatchObject({ ok: true, findings: [], uncovered: [], notes: [] });
    });
  });
}
