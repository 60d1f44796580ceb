import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { Check } from '../engine/rule.ts';

/** The check of a rule that reading the folder's names has answered already. */
export function inFolder(rule: FolderFinding['rule']): Check {
  return {
    on: 'chain',
    check: ({ found }) =>
      found.findings
        .filter((finding) => finding.rule === rule)
        .map(({ file, what, fix }) => ({ file, index: undefined, what, fix })),
  };
}
