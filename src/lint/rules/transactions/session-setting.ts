import type { Rule } from '../../engine/rule.ts';

export const sessionSetting: Rule = {
  id: 'session-setting',
  group: 'transactions',
  condition: 'SET changes the session and nothing sets it back',
  effect: 'golang-migrate runs all files in one session: the setting holds in every later file of the same run.',
  remedy: 'Write SET LOCAL in a transaction.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'action',
  kinds: ['setting'],
  check: (action, { file, statement }) => {
    if (action.kind !== 'setting' || action.local || action.reset || statement.within !== undefined) {
      return undefined;
    }
    const setBack = file.statements.some(({ start, actions }) =>
      actions.some(
        (each) => each.kind === 'setting' && start > statement.start && each.reset && each.name === action.name,
      ),
    );
    return setBack ? undefined : { index: action.index, what: `${action.name} stays set for the files after this one` };
  },
};
