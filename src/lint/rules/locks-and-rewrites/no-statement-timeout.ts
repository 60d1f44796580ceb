import type { Rule } from '../../engine/rule.ts';
import { actionsIn } from '../../facts/file-effects.ts';

export const noStatementTimeout: Rule = {
  id: 'no-statement-timeout',
  group: 'locks and rewrites',
  condition: 'a file alters a table in use and sets no statement_timeout',
  effect: 'A statement that takes longer than expected holds its locks until someone stops it.',
  remedy: "Write SET LOCAL statement_timeout = '5s'; at the start of the transaction.",
  presets: { strict: 'warning' },
  covers: ['squawk require-statement-timeout', 'strong_migrations statement_timeout'],
  only: 'up',
  on: 'file',
  check: (file, { afterUp }) => {
    const actions = actionsIn(file);
    const altering = actions.find(
      (action) =>
        ALTERING.has(action.kind) && 'table' in action && afterUp.table(action.table)?.origin.file !== file.path,
    );
    const isSet = actions.some((action) => action.kind === 'setting' && action.name === 'statement_timeout');
    return isSet || altering === undefined ? [] : [{ index: altering.index, what: 'no statement_timeout is set' }];
  },
};

const ALTERING = new Set(['add-column', 'alter-column', 'add-constraint', 'create-index', 'update', 'delete']);
