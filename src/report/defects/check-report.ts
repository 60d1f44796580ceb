import { CODE_MEANINGS, type FindingCode } from '../../findings/names.ts';
import type { LintReport } from '../../lint/engine/lint-report.ts';
import type { VerifyReport } from '../../verify/report/verdict.ts';
import { formatDefects, LONGEST_WHOLE } from './defect-list.ts';
import { defectsOf, lintFacts, verifyFacts } from './defects.ts';
import { formatFolderFindings } from '../folder-findings.ts';
import { wrap } from '../layout.ts';
import { formatNotices, lintLine, type LintReportOptions } from './lint-report.ts';
import { formatRest, verdictTable, verifyLine } from '../verify-report.ts';

/**
 * Both reports as one for a terminal: the table of verdicts; the defects, each once with what verify proved and what lint
 * found; what belongs to no single migration; one closing line of each.
 */
export function formatCheckReport(linted: LintReport, verified: VerifyReport, given: LintReportOptions): string[] {
  const { style, width = 80, rules, all } = given;
  const options = { style, width };
  const defects = defectsOf([...verifyFacts(verified, linted.folder), ...lintFacts(linted.findings, rules)]);
  const open = defects.filter(({ facts: [{ found }] }) => found.status !== 'waived');
  const accepted = all === true || defects.length <= LONGEST_WHOLE ? 0 : defects.length - open.length;
  const list = formatDefects(accepted === 0 ? defects : open, {
    ...given,
    sources: linted.sources,
    meaningOf: (code) => rules.find(({ id }) => id === code)?.condition ?? meaningOfCode(code),
    offerBaseline: linted.baselined.length === 0 && open.length === defects.length,
  });
  const ofLint = new Set(linted.findings.map(({ code, file }) => `${code} ${file}`));
  const folder = verified.findings.filter(({ rule, file }) => !ofLint.has(`${rule} ${file}`));
  return [
    ...formatNotices(linted, given),
    ...verdictTable(verified, options),
    ...(list.length === 0 ? [] : ['', ...list]),
    ...(accepted === 0 ? [] : ['', ...wrap(style.dim(`${accepted} more are accepted: --all shows them.`), width)]),
    ...formatRest(verified, options),
    ...formatFolderFindings(folder, options),
    '',
    `lint: ${lintLine(linted, given)}`,
    `verify: ${verifyLine(verified, options)}`,
  ];
}

function meaningOfCode(code: string): string {
  const meanings: Readonly<Record<string, string>> & Record<FindingCode, string> = CODE_MEANINGS;
  return (meanings[code] ?? '').replace(/\.$/, '');
}
