import type { Constraint } from 'libpg-query';

import { defaultConstraintName, type DefaultName } from '../default-names.ts';
import { plainName } from '../plain-name.ts';
import type { Insertion, Written } from './written.ts';

/**
 * What a constraint or index that is written without a name is called; undefined where that is not known.
 *
 * @param nth of the commands of an ALTER TABLE, from 0
 */
export type Naming = (given: DefaultName, nth: number) => string | undefined;

/** A constraint with its name, and what to insert so that it is written. */
export interface NamedConstraint {
  constraint: Constraint;
  /** Undefined where it is not known. */
  name: string | undefined;
  insertions: readonly Insertion[];
}

/** A primary key or unique constraint. */
export function isKey({ contype }: Constraint): boolean {
  return contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE';
}

/** The constraint by its name, written or given. */
export function nameConstraint(
  statement: Written,
  first: number,
  constraint: Constraint,
  table: string,
  naming: (given: DefaultName) => string | undefined,
): NamedConstraint {
  if (constraint.conname !== undefined) {
    return { constraint, name: constraint.conname, insertions: [] };
  }
  const given = constraint.indexname === undefined ? defaultConstraintName(constraint, table, undefined) : undefined;
  const name = given && naming(given);
  const add = statement.tokens[first];
  return name === undefined || add === undefined
    ? { constraint, name: undefined, insertions: [] }
    : { constraint, name, insertions: [{ at: add.end, text: ` CONSTRAINT ${plainName(name)}` }] };
}
