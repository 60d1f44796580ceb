import type { FindingInFile } from '../../findings/finding.ts';
import { pathFrom, type Reported } from '../reported.ts';

/**
 * JUnit's XML, which most CI systems read: one test case for each file, with a failure for each finding in it. Warnings
 * do not fail a case; they are its output. A file that was not tried is skipped.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function formatJunit(reported: Reported): string {
  const { command, findings, checked, skipped, milliseconds, base } = reported;
  const files = [...new Set([...checked, ...findings.map(({ file }) => file)])].toSorted();
  const failing = new Set(findings.filter(({ status }) => status === 'fail').map(({ file }) => file));
  const seconds = (milliseconds / 1000).toFixed(3);
  const name = `elementaldb ${command}`;
  const notTried = new Map([...skipped].filter(([file]) => !failing.has(file)));
  const counts =
    `tests="${files.length}" failures="${failing.size}" errors="0"` +
    `${notTried.size === 0 ? '' : ` skipped="${notTried.size}"`} time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" ${counts}>`,
    `  <testsuite name="${name}" ${counts}>`,
    ...files.flatMap((file) =>
      testCase(
        pathFrom(base, file),
        command,
        findings.filter((found) => found.file === file),
        notTried.get(file),
      ),
    ),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function testCase(
  path: string,
  command: string,
  findings: readonly FindingInFile[],
  notTried: string | undefined,
): string[] {
  const head = `    <testcase name="${escape(path)}" classname="${escape(`${command}.${path}`)}" file="${escape(path)}"`;
  if (findings.length === 0 && notTried === undefined) {
    return [`${head}/>`];
  }
  const lines = (some: readonly FindingInFile[]): string => some.map((found) => line(path, found)).join('\n');
  const errors = findings.filter(({ status }) => status === 'fail');
  const warnings = findings.filter(({ status }) => status !== 'fail');
  const [first] = errors;
  return [
    `${head}>`,
    ...(notTried === undefined ? [] : [`      <skipped message="${escape(notTried)}"/>`]),
    ...(first === undefined
      ? []
      : [
          `      <failure message="${escape(first.what)}" type="${escape(first.code)}">${escape(lines(errors))}</failure>`,
        ]),
    ...(warnings.length === 0 ? [] : [`      <system-out>${escape(lines(warnings))}</system-out>`]),
    '    </testcase>',
  ];
}

function line(path: string, { code, line: number, what, why, fix }: FindingInFile): string {
  const place = number === undefined ? path : `${path}:${number}`;
  return `${place}: ${code}: ${what}\n  ${why}\n  fix: ${fix}`;
}

/** XML 1.0 knows no control characters but tab and line ends. */
function escape(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
