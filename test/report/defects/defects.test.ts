import { describe, expect, test } from 'vitest';

import { newFinding, type FindingInFile } from '../../../src/findings/finding.ts';
import { byImportance, defectsOf, lintFacts, verifyFacts, type Defect } from '../../../src/report/defects/defects.ts';
import { finding, type Finding } from '../../../src/verify/report/verdict.ts';
import { RULES } from '../../lint/fixtures.ts';
import { judged } from '../../verify/verdicts.ts';

const UP = '1_step.up.sql';
const DOWN = '1_step.down.sql';

function ofLint(code: string, file: string, line?: number, status: 'fail' | 'warn' = 'warn'): FindingInFile {
  return { ...newFinding({ code, status, what: code, why: '', fix: '' }), file, line };
}

function ofVerify(code: Finding['code'], given: Partial<Finding> = {}): Finding {
  return finding({ code, status: 'fail', what: code, fix: '', ...given });
}

const codes = (defects: readonly Defect[]): string[] =>
  defects.map(({ facts }) => facts.map(({ found }) => found.code).join(' + '));

function told(lint: FindingInFile[], verdicts: Parameters<typeof judged>[0] = {}): string[] {
  const proven = verifyFacts({ migrations: [judged(verdicts)] }, '.');
  return codes(defectsOf([...proven, ...lintFacts(lint, RULES.rules)]));
}

describe('a defect is one entry', () => {
  test('when verify proves on a line what lint finds there', () => {
    const idempotent = [ofVerify('second-up-fails', { file: UP, line: 2 })];
    const found = [
      ofLint('unguarded-index', UP, 2),
      ofLint('unguarded-index', UP, 3),
      ofLint('unguarded-index', DOWN, 2),
    ];
    expect(told(found, { idempotent })).toEqual([
      'second-up-fails + unguarded-index',
      'unguarded-index',
      'unguarded-index',
    ]);
  });

  test('when both are about the whole file and have the same consequence', () => {
    const reversible = [ofVerify('down-differs', { file: DOWN })];
    expect(told([ofLint('empty-down', DOWN), ofLint('not-wrapped', DOWN)], { reversible })).toEqual([
      'down-differs + empty-down',
      'not-wrapped',
    ]);
    expect(told([ofLint('missing-down', UP)], { reversible: [ofVerify('down-missing')] })).toEqual([
      'down-missing + missing-down',
    ]);
  });

  test('when verify names the line of what the down leaves', () => {
    const reversible = [ofVerify('down-differs', { file: DOWN, details: [`+ table public.a  (${UP}:3)`] })];
    expect(told([ofLint('incomplete-down', UP, 3), ofLint('prefer-text', UP, 3)], { reversible })).toEqual([
      'down-differs + incomplete-down',
      'prefer-text',
    ]);
  });

  test('but what is accepted does not take along what is not', () => {
    const idempotent = [ofVerify('second-up-fails', { file: UP, line: 2, status: 'waived' })];
    expect(told([ofLint('unguarded-index', UP, 2)], { idempotent })).toEqual(['second-up-fails', 'unguarded-index']);
  });
});

test('what matters most comes first: errors, then data, then running, undoing, repeating; each rule in turn', () => {
  const lint = [
    ofLint('prefer-text', UP, 1, 'fail'),
    ofLint('drop-table', UP, 2),
    ofLint('unguarded-index', UP, 3, 'fail'),
    ofLint('unguarded-index', UP, 4, 'fail'),
    ofLint('unguarded-type', UP, 5, 'fail'),
    ofLint('syntax-error', UP, 6, 'fail'),
    ofLint('drop-column', UP, 7, 'fail'),
  ];
  const verdicts = { dataPreserved: [ofVerify('down-loses-rows')], reversible: [ofVerify('down-fails')] };
  const proven = verifyFacts({ migrations: [judged(verdicts)] }, '.');
  expect(codes(byImportance(defectsOf([...lintFacts(lint, RULES.rules), ...proven])))).toEqual([
    'down-loses-rows',
    'drop-column',
    'syntax-error',
    'down-fails',
    'unguarded-index',
    'unguarded-index',
    'prefer-text',
    'unguarded-type',
    'drop-table',
  ]);
});
