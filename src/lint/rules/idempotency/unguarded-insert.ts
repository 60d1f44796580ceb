import type { Insert } from '../../../sql/statement/row-action.ts';
import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { RuleContext, RuleFinding } from '../../engine/rule.ts';
import { actionsIn, createsAndDrops, deletesFrom } from '../../facts/file-effects.ts';
import { perFile } from '../../facts/per-file.ts';
import { neverConflicts, writesKey } from '../../facts/written-keys.ts';
import { guard } from '../../fixes/guard.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey } from '../../state/object-key.ts';

const NEEDS_KEY =
  'Write a key of the table that is the same in each run, or insert only missing rows: INSERT … SELECT … WHERE NOT EXISTS.';

export const unguardedInsert = rerunRule({
  id: 'unguarded-insert',
  condition: 'INSERT has no ON CONFLICT and does not exclude existing rows, or it writes no key that could conflict',
  effect: 'A second run of the up fails on a key, or without a key inserts every row again.',
  remedy: 'Write ON CONFLICT (the key) DO NOTHING, or insert only missing rows.',
  kinds: ['insert'],
  check: (insert, context) => {
    const { file, schema } = context;
    if (
      schema.table(insert.table)?.temporary === true ||
      deletesFrom(file, insert.table) ||
      createsAndDrops(file, objectKey('table', insert.table))
    ) {
      return undefined;
    }
    const what = `each run inserts rows into ${showName(insert.table)}`;
    if (!insert.guarded) {
      return { what, ...fixOf(insert, context) };
    }
    return insertsTwice(insert, context)
      ? { what: `${what}: no key of theirs can conflict`, fix: NEEDS_KEY }
      : undefined;
  },
});

function fixOf(insert: Insert, context: RuleContext): Pick<RuleFinding, 'fix' | 'sql' | 'edits'> {
  const table = context.schema.table(insert.table);
  if (table === undefined || insert.inWith) {
    return {};
  }
  return writesKey(insert, table, context.schema) ? guard(context) : { fix: NEEDS_KEY };
}

/** Whether ON CONFLICT DO NOTHING can never apply. */
function insertsTwice(insert: Insert, { schema, file }: RuleContext): boolean {
  const table = insert.passesOver ? schema.table(insert.table) : undefined;
  return table !== undefined && !tablesGivenKeys(file).has(keyOf(table.name)) && neverConflicts(insert, table, schema);
}

/** The tables that the file gives a key, also after the INSERT: the next run finds the key. */
const tablesGivenKeys = perFile(
  (file) =>
    new Set(
      actionsIn(file).flatMap((action) =>
        action.kind === 'add-constraint' || (action.kind === 'create-index' && action.unique)
          ? keyOf(action.table)
          : [],
      ),
    ),
);
