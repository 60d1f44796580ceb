/** Ids that rules had before, and what they are called now. Configuration, comments and baselines may name either. */
const RENAMED_RULES: Readonly<Record<string, string>> = {
  'default-not-considered': 'nullable-column-without-default',
  'gone-when-run-again': 'not-rerunnable',
  'guard-over-other-definition': 'if-not-exists-hides-difference',
  'limited-text': 'prefer-text',
  'loss-not-said': 'undocumented-data-loss',
  'made-anew-instead-of-renamed': 'recreate-instead-of-rename',
  'not-restored': 'down-definition-differs',
  'not-undone': 'incomplete-down',
  'rows-left': 'down-leaves-rows',
  'small-key': 'prefer-bigint-key',
  'still-referenced': 'drop-has-dependents',
  'unseen-subfolder': 'nested-folder-ignored',
  'validated-at-once': 'not-valid-then-validate',
};

/** The id that a rule has today; an id that was never renamed is returned as it is. */
export function currentRuleId(id: string): string {
  return RENAMED_RULES[id] ?? id;
}

/** The note for whoever still uses an old id; undefined for a current one. */
export function renamedNotice(id: string, where: string): string | undefined {
  const current = currentRuleId(id);
  return current === id ? undefined : `${where}: rule ${id} is now called ${current}`;
}
