import type { Insert } from '../../../sql/statement/row-action.ts';
import { deletesFrom, creates, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { keyOf, showName } from '../../../sql/statement/name.ts';
import { perFile } from '../../facts/per-file.ts';
import type { RuleFinding, Rule, RuleContext } from '../../engine/rule.ts';
import { neverConflicts, writesKey } from '../../facts/written-keys.ts';

const NEEDS_KEY =
  'Write a key of the table, which the next run would write again, or only what is not there yet: INSERT … SELECT … WHERE NOT EXISTS.';

export const unguardedInsert: Rule = {
  id: 'unguarded-insert',
  group: 'idempotency',
  condition:
    'INSERT neither says ON CONFLICT nor leaves out the rows that are there, or no key that it writes could conflict',
  effect: 'Run a second time, the up fails on a key, or without one has every row twice.',
  remedy: 'Write ON CONFLICT (the key) DO NOTHING, or select only what is not there yet.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['insert'],
  check: (action, context) => {
    const { file, statement, schema } = context;
    if (action.kind !== 'insert' || statement.conditional || schema.table(action.table)?.temporary) {
      return undefined;
    }
    const table = objectKey('table', action.table);
    if (deletesFrom(file, action.table) || (creates(file, table) && drops(file, table))) {
      return undefined;
    }
    const what = `rows are inserted into ${showName(action.table)} by each run`;
    if (!action.guarded) {
      return { index: action.index, what, ...fixed(action, context) };
    }
    return passesOverNothing(action, context)
      ? { index: action.index, what: `${what}: they have no key that could conflict`, fix: NEEDS_KEY }
      : undefined;
  },
};

function fixed(action: Insert, context: RuleContext): Pick<RuleFinding, 'fix' | 'sql' | 'edits'> {
  const table = context.schema.table(action.table);
  if (table === undefined || action.inWith) {
    return {};
  }
  return writesKey(action, table, context.schema) ? guard(context) : { fix: NEEDS_KEY };
}

function passesOverNothing(action: Insert, { schema, file }: RuleContext): boolean {
  const table = action.passesOver ? schema.table(action.table) : undefined;
  return table !== undefined && !keyedIn(file).has(keyOf(table.name)) && neverConflicts(action, table, schema);
}

/** The tables that the file gives a key, perhaps behind the INSERT: the next run has it from the beginning. */
const keyedIn = perFile(
  ({ statements }) =>
    new Set(
      statements
        .flatMap(({ actions }) => actions)
        .flatMap((action) =>
          action.kind === 'add-constraint' || (action.kind === 'create-index' && action.unique)
            ? keyOf(action.table)
            : [],
        ),
    ),
);
