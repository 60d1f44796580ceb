import type { AddColumn } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import { underlyingType } from '../../state/underlying-type.ts';
import type { SchemaState } from '../../state/schema-state.ts';

export const columnRewritesTable = actionRule({
  id: 'column-rewrites-table',
  group: 'new columns',
  condition:
    'a serial, identity or stored generated column, or one of a domain with a constraint, is added to a table that may have rows, or SET EXPRESSION changes a stored generated column',
  effect: 'PostgreSQL rewrites the whole table under a lock that blocks reads.',
  remedy: 'Add a plain column, fill it in steps, and then attach the sequence or a trigger.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk adding-serial-primary-key-field', 'eugene E11'],
  only: 'up',
  kinds: ['add-column', 'alter-table'],
  skipNewTables: true,
  check: (action, { schema }) => {
    const { table } = action;
    if (action.kind === 'add-column') {
      const kind = rewritingKind(action, schema);
      return (
        kind && {
          what: `${showName(table)}.${action.column.name} is ${kind}`,
          ...(kind === DOMAIN
            ? { fix: 'Give the column the type of the domain, and put the CHECK on the column.' }
            : {}),
        }
      );
    }
    const { subtype, name = '' } = action;
    // Before PostgreSQL 18 every generated column is stored.
    const isStored = schema.table(table)?.columns.get(name)?.generated?.stored !== false;
    return subtype === 'AT_SetExpression' && isStored
      ? {
          what: `SET EXPRESSION computes ${showName(table)}.${name} again for every row`,
          fix: 'Decide how long the table may be locked; if not that long, fill a plain column in steps and keep it with a trigger.',
        }
      : undefined;
  },
});

const DOMAIN = 'of a domain with a constraint';

function rewritingKind({ column }: AddColumn, schema: SchemaState): string | undefined {
  const { serial, identity, generated } = column;
  return serial
    ? 'serial'
    : identity
      ? 'an identity'
      : generated?.stored === true
        ? 'generated and stored'
        : underlyingType(column, schema).isConstrained
          ? DOMAIN
          : undefined;
}
