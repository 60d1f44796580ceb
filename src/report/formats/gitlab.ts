import { pathFrom, sentence, type Reported } from '../reported.ts';

/**
 * GitLab's code quality report, a list of issues.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/
 */
export function formatGitlab({ findings, base }: Reported): string {
  const issues = findings.map((found) => ({
    description: sentence(found),
    check_name: found.code,
    fingerprint: found.fingerprint,
    severity: found.status === 'fail' ? 'major' : 'minor',
    location: { path: pathFrom(base, found.file), lines: { begin: found.line ?? 1 } },
  }));
  return JSON.stringify(issues, null, 2);
}
