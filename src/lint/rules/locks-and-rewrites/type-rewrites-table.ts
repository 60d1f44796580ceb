import { textOf } from '../../../sql/lazy-text.ts';
import type { AlterColumn } from '../../../sql/statement/action.ts';
import type { Expression } from '../../../sql/statement/expression.ts';
import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { RuleContext } from '../../engine/rule.ts';
import { changesOperators, isFreeChange, isFreeInUtc } from '../../facts/type-change.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import { underlyingType } from '../../state/underlying-type.ts';

export const typeRewritesTable = actionRule({
  id: 'type-rewrites-table',
  group: 'locks and rewrites',
  condition:
    'ALTER COLUMN … TYPE changes a table that may have rows, to another type than a longer text or numeric, or the collation of an indexed column',
  effect: 'PostgreSQL rewrites the table and its indexes under a lock that blocks reads and writes.',
  remedy:
    'Decide how long the table may be locked; if not that long, add a column of the new type, fill it in steps, and swap the names.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk changing-column-type', 'eugene E5', 'Atlas PG301', 'strong_migrations change_column'],
  only: 'up',
  kinds: ['alter-column'],
  skipNewTables: true,
  check: (action, context) => {
    const { table, column, spec, using } = action;
    if (spec === undefined) {
      return undefined;
    }
    const rewrites = `the new type of ${column} rewrites ${showName(table)}`;
    const known = context.schema.table(table)?.columns.get(column);
    if (known === undefined || !isColumn(using)) {
      return rewrites;
    }
    const { column: old } = underlyingType(known, context.schema);
    const { column: to, isConstrained } = underlyingType(spec, context.schema);
    const isSame = known.type === spec.type && spec.modifiers.length === 0;
    if (!isSame && (isConstrained || !isFreeChange(old, to))) {
      return !isConstrained && isFreeInUtc(old, to) ? unlessUtc(rewrites, context) : rewrites;
    }
    const collates = known.collation !== spec.collation;
    return (changesOperators(old, to) || collates) && hasIndex(action, context)
      ? {
          what: `the new ${collates ? 'collation' : 'type'} of ${column} builds its indexes again`,
          fix: 'Decide how long the table may be locked; if not that long, drop the indexes, and create them CONCURRENTLY afterwards.',
        }
      : undefined;
  },
});

/** Whether USING is left out or takes the value as it is: the column, or a cast of it. */
function isColumn(using: Expression | undefined): boolean {
  return using === undefined || textOf(using.bare).startsWith('{"ColumnRef"');
}

function unlessUtc(rewrites: string, { file, statement }: RuleContext): { what: string } | undefined {
  const settings = file.statements.flatMap(({ start, actions }) => (start < statement.start ? actions : []));
  const zone = settings.findLast((action) => action.kind === 'setting' && action.name === 'timezone');
  if (zone?.kind !== 'setting' || zone.reset) {
    return { what: `${rewrites}, unless the TimeZone of the session is UTC` };
  }
  return /^(?:etc\/)?(?:utc|gmt|uct|zulu|universal)$/i.test(zone.values[0] ?? '') ? undefined : { what: rewrites };
}

function hasIndex({ table, column }: AlterColumn, { schema }: RuleContext): boolean {
  const known = schema.table(table);
  const key = keyOf(known?.name ?? table);
  const hasKey = [...(known?.constraints.values() ?? [])].some(
    ({ kind, columns }) => INDEXED.has(kind) && columns.includes(column),
  );
  return hasKey || schema.indexes.find((each) => each.table === key && each.mentioned.includes(column)) !== undefined;
}

const INDEXED = new Set(['primary key', 'unique', 'exclusion']);
