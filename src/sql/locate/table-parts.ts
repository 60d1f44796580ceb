import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar } from 'libpg-query';

import { defaultConstraintName, strings, type DefaultName } from '../default-names.ts';
import { relationPath, type Touched } from './touched.ts';

/** A table that is made, with all that comes with it. */
export function tableMade(relation: RangeVar, elements: readonly Node[]): Touched[] {
  const path = relationPath(relation);
  return [{ group: 'relation', path }, ...elements.flatMap((element) => elementOf(path, element))];
}

function elementOf(table: readonly string[], element: Node): Touched[] {
  if ('ColumnDef' in element) {
    return columnMade(table, element.ColumnDef);
  }
  return 'Constraint' in element ? constraintMade(table, element.Constraint, undefined) : [];
}

function columnMade(table: readonly string[], { colname = '', constraints = [] }: ColumnDef): Touched[] {
  const name = table.at(-1) ?? '';
  return [
    { group: 'column', path: [...table, colname] },
    // Of a serial or identity column.
    { group: 'relation', path: table, given: { table: name, columns: colname, label: 'seq' } },
    ...constraints.flatMap((each) => ('Constraint' in each ? constraintMade(table, each.Constraint, colname) : [])),
  ];
}

/** A constraint, and the index that may come with it under its name. */
function constraintMade(table: readonly string[], constraint: Constraint, column: string | undefined): Touched[] {
  const { conname, contype, keys = [] } = constraint;
  const given = defaultConstraintName(constraint, table.at(-1) ?? '', column);
  if (conname !== undefined) {
    return constraintNamed(table, conname);
  }
  if (given === undefined) {
    return [];
  }
  const made: Touched[] = [
    { group: 'constraint', path: [...table, ''], given },
    { group: 'relation', path: table, given },
  ];
  // From PostgreSQL 18 on the columns of a primary key have NOT NULL constraints.
  const columns = contype === 'CONSTR_PRIMARY' ? [...(column === undefined ? [] : [column]), ...strings(keys)] : [];
  return [
    ...made,
    ...columns.map((each): Touched => {
      const notNull = { table: given.table, columns: each, label: 'not_null' };
      return { group: 'constraint', path: [...table, ''], given: notNull };
    }),
  ];
}

function constraintNamed(table: readonly string[], name: string): Touched[] {
  return [
    { group: 'constraint', path: [...table, name] },
    { group: 'relation', path: [...table.slice(0, -1), name] },
  ];
}

/** One command of ALTER TABLE, which also alters views, indexes, sequences and composite types. */
export function alteration(table: readonly string[], { subtype = 'AT_DropOids', name, def }: AlterTableCmd): Touched[] {
  const whole: Touched = { group: 'relation', path: table };
  const part: Touched = { ...whole, part: true };
  if (def !== undefined && 'ColumnDef' in def && subtype === 'AT_AddColumn') {
    return [part, ...columnMade(table, def.ColumnDef)];
  }
  if (def !== undefined && 'Constraint' in def) {
    return [part, ...columnOrNone(table, name), ...constraintMade(table, def.Constraint, name)];
  }
  if (def !== undefined && 'ATAlterConstraint' in def) {
    return [part, ...constraintNamed(table, def.ATAlterConstraint.conname ?? '')];
  }
  if (def !== undefined && 'PartitionCmd' in def && def.PartitionCmd.name !== undefined) {
    return [whole, { group: 'relation', path: relationPath(def.PartitionCmd.name) }];
  }
  if (def !== undefined && 'ReplicaIdentityStmt' in def && def.ReplicaIdentityStmt.name !== undefined) {
    return [whole, { group: 'relation', path: [...table.slice(0, -1), def.ReplicaIdentityStmt.name] }];
  }
  if (name === undefined) {
    return [whole];
  }
  if (subtype.endsWith('Constraint')) {
    return [part, ...constraintNamed(table, name)];
  }
  if (subtype.endsWith('Trig')) {
    return [part, { group: 'trigger', path: [...table, name] }];
  }
  if (subtype.endsWith('Rule')) {
    return [part, { group: 'rule', path: [...table, name] }];
  }
  if (subtype === 'AT_ClusterOn') {
    return [part, { group: 'relation', path: [...table.slice(0, -1), name] }];
  }
  return [part, ...columnOrNone(table, name)];
}

/** A column that is altered; SET NOT NULL makes a constraint, identity a sequence. */
function columnOrNone(table: readonly string[], name: string | undefined): Touched[] {
  if (name === undefined) {
    return [];
  }
  const by = (label: string): DefaultName => ({ table: table.at(-1) ?? '', columns: name, label });
  return [
    { group: 'column', path: [...table, name] },
    { group: 'constraint', path: [...table, ''], given: by('not_null') },
    { group: 'relation', path: table, given: by('seq') },
  ];
}
