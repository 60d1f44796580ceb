import type { AddConstraint, Drop, DropColumn, DropConstraint } from '../../sql/statement/action.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { RuleContext } from '../engine/rule.ts';
import { needsDropped } from '../state/references.ts';
import { actionsIn } from './file-effects.ts';
import { perFile } from './per-file.ts';

/**
 * Whether a second run of the file drops this foreign key before it adds it, with CASCADE: with the other table, or with the
 * key that it needs there, which the file drops and adds again.
 */
export function isDroppedWithKey({ constraint, index }: AddConstraint, { file, schema }: RuleContext): boolean {
  const other = constraint.references && schema.table(constraint.references);
  if (other === undefined) {
    return false;
  }
  const isOther = (name: Name): boolean => keyOf(schema.table(name)?.name ?? name) === keyOf(other.name);
  return cascadingIn(file).some(
    (each) =>
      each.index < index &&
      (each.kind === 'drop' ? isOther(each.name) : isOther(each.table) && needsDropped(constraint, each, other)),
  );
}

/** What the file drops with CASCADE and foreign keys may need. */
const cascadingIn = perFile((file): (Drop | DropColumn | DropConstraint)[] =>
  actionsIn(file).flatMap((each) =>
    (each.kind === 'drop-constraint' ||
      each.kind === 'drop-column' ||
      (each.kind === 'drop' && each.what === 'table')) &&
    each.cascade
      ? [each]
      : [],
  ),
);
