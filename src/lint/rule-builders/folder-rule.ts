import type { FolderFinding } from '../../migrations/pairs/folder-finding.ts';
import type { Rule, RuleDescription } from '../engine/rule.ts';

/** A rule about file names, which the reader of the folder checks. */
export function folderRule(description: Omit<RuleDescription, 'group'> & { id: FolderFinding['rule'] }): Rule {
  return {
    ...description,
    group: 'files',
    on: 'chain',
    check: ({ found }) =>
      found.findings
        .filter(({ rule }) => rule === description.id)
        .map(({ file, what, fix }) => ({ file, index: undefined, what, fix })),
  };
}
