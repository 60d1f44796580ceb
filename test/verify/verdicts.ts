import {
  AXES,
  finding,
  onAllAxes,
  PASS,
  verdictOf,
  type Axis,
  type Finding,
  type FindingCode,
  type FindingStatus,
  type MigrationVerdict,
} from '../../src/verify/report/verdict.ts';

/** A finding of a code, of which nothing else matters. */
export function found(code: FindingCode, status: FindingStatus = 'fail'): Finding {
  return finding({ code, status, what: code, fix: 'Fix it.' });
}

/** A verdict on a migration that is right but for these findings. */
export function judged(findings: Partial<Record<Axis, Finding[]>> = {}, version = 1n): MigrationVerdict {
  const verdicts = onAllAxes(PASS);
  for (const axis of AXES) {
    verdicts[axis] = verdictOf(findings[axis] ?? []);
  }
  return {
    version,
    name: 'step',
    up: '1_step.up.sql',
    down: '1_step.down.sql',
    verdicts,
    unpopulated: [],
    untried: [],
  };
}
