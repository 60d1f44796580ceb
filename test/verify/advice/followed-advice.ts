import { readdirSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import type { PostgresServer } from '../../../src/servers/server.ts';
import type { VerifyReport } from '../../../src/verify/report/verdict.ts';
import { partOf, type Part } from '../../suite-part.ts';
import { caseOf, FIXTURES } from '../cases/case-file.ts';
import { ADVICE, PRINTED, type AdviceCase } from './advice-table.ts';
import {
  filesOf,
  placedFindings,
  stillThere,
  verifyFiles,
  withChanges,
  withComment,
  withPrintedSql,
} from './advised-folder.ts';

const CASES = ADVICE.map((each) => ({
  ...each,
  name: `${each.code}: ${typeof each.fixture === 'string' ? each.fixture : each.fixture['2.up']?.slice(0, 60)}: ${each.says}`,
}));

/** Other fixtures have no finding with statements. */
function printsStatements(name: string): boolean {
  return PRINTED.includes(caseOf(name).code);
}

function outcomeOf({ comment, decides }: AdviceCase): string {
  return comment === undefined ? (decides === undefined ? 'changed' : 'decided') : 'commented';
}

/** What is left of the finding, or newly rejected, after a person has followed the advice. */
async function leftAfter(server: PostgresServer, advice: AdviceCase): Promise<string[]> {
  const { code, fixture, says, changes, comment, decides } = advice;
  const files = filesOf(fixture);
  const before = placedFindings(await verifyFiles(server, files));
  const found = before.find(({ finding }) => finding.code === code && finding.fix.includes(says));
  if (found === undefined) {
    return ['there is no such advice', ...before.map(({ finding }) => `${finding.code}: ${finding.fix}`)];
  }
  if (decides !== undefined) {
    return [];
  }
  const fixed = comment === undefined ? withChanges(files, changes ?? []) : withComment(files, comment);
  const report = await verifyFiles(server, fixed);
  const rejected = placedFindings(report).filter(({ finding }) => /^up-.*fails/.test(finding.code));
  return [...stillThere(report, found), ...rejected].flatMap(({ finding }) => [finding.what, ...finding.details]);
}

function failedDowns(report: VerifyReport): string[] {
  return placedFindings(report).flatMap(({ finding: { code, details } }) =>
    code === 'down-fails' ? [details.join('\n')] : [],
  );
}

/** Follows each advice of the part, and applies the statements that are printed for fixtures of the part. */
export function testAdvice(part: Part, server: () => PostgresServer): void {
  describe('what a person does who follows the advice fixes the fault', { concurrent: true }, () => {
    test.for(partOf(part, CASES, outcomeOf))('$name', async (each, { skip }) => {
      skip(each.code === 'login-fails' && server().version.major < 17, 'login triggers need PostgreSQL 17');
      expect(await leftAfter(server(), each)).toEqual([]);
    });
  });

  describe.for(partOf(part, readdirSync(FIXTURES).filter(printsStatements), (name) => caseOf(name).code))(
    'statements printed for %s',
    { concurrent: true },
    (name) => {
      test('fix the fault that they are printed for, or say what is missing', async () => {
        const files = filesOf(name);
        const before = await verifyFiles(server(), files);
        const printed = placedFindings(before).filter(({ finding }) => finding.sql.length > 0);
        let fixed = files;
        for (const each of printed) {
          fixed = await withPrintedSql(fixed, each);
        }
        const report = await verifyFiles(server(), fixed);
        const left = printed
          .filter(({ finding }) => !/only a part|derived for|by their keys|from a copy/.test(finding.fix))
          .flatMap((each) => stillThere(report, each));
        expect(left.map(({ finding }) => [finding.what, ...finding.details, ...finding.sql].join('\n'))).toEqual([]);
        expect(failedDowns(before).length > 0 ? [] : failedDowns(report)).toEqual([]);
      });
    },
  );
}
