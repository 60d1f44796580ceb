import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Axis, FindingCode, FindingStatus } from '../../../src/verify/report/verdict.ts';

/** fixtures/verify/<case>/: `bad` must be caught as case.json says, `good` must be silent. A new folder is a new test. */
export const FIXTURES = fileURLToPath(new URL('../../../fixtures/verify/', import.meta.url));

export interface Case {
  /** The axis of the last migration on which it is found, and what is found there. */
  axis: Axis;
  status: FindingStatus;
  code: FindingCode;
  /** What the finding must name. */
  names: string;
  /** The PostgreSQL that the case needs; any by default. */
  since?: number;
}

/** What the case.json of a folder says. */
export function caseOf(name: string): Case {
  return JSON.parse(readFileSync(`${FIXTURES}${name}/case.json`, 'utf8'));
}
