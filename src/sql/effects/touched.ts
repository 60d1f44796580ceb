import type { DefaultName } from '../default-names.ts';
import type { Action, AlterTable } from '../statement/action.ts';
import { writtenPath, type Name } from '../statement/name.ts';
import type { ColumnSpec, ConstraintSpec } from '../statement/table-spec.ts';

/**
 * Kinds of objects that share their names. Tables, views, indexes, sequences and types nearly do in PostgreSQL; the
 * parse tree does not always tell them apart.
 */
export type Group =
  | 'relation'
  | 'rows'
  | 'column'
  | 'constraint'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'routine'
  | 'operator'
  | 'cast'
  | 'setting'
  | 'default privileges'
  | 'other';

/** One object that a statement creates, alters or drops, as it is named there. */
export interface Touched {
  group: Group;
  /** With the schema if that is written; what belongs to a table has the table's name before its own. */
  path: readonly string[];
  /** How PostgreSQL names it, in place of the last part of the path. */
  given?: DefaultName | undefined;
  /** The types of a routine's arguments, if they are written. */
  args?: readonly string[] | undefined;
  /** Only a part of it is touched: a table's column. */
  part?: true;
  /** Everything in the schema of the path is touched. */
  all?: true;
}

const GROUPS: Readonly<Record<string, Group>> = {
  table: 'relation',
  view: 'relation',
  'materialized view': 'relation',
  index: 'relation',
  sequence: 'relation',
  type: 'relation',
  attribute: 'column',
  column: 'column',
  constraint: 'constraint',
  'domain constraint': 'constraint',
  trigger: 'trigger',
  policy: 'policy',
  rule: 'rule',
  function: 'routine',
  operator: 'operator',
  cast: 'cast',
  setting: 'setting',
  'default privileges': 'default privileges',
};

const OF_TABLE: ReadonlySet<Group> = new Set(['column', 'constraint', 'trigger', 'policy', 'rule']);

/** The objects that an action touches. */
export function touchedBy(action: Action): Touched[] {
  switch (action.kind) {
    case 'create-table': {
      const table = writtenPath(action.table);
      return [
        relation(table),
        ...action.columns.flatMap((column) => columnTouched(table, column)),
        ...action.constraints.flatMap((each) => constraintTouched(table, each)),
        ...(action.fromQuery ? rows(action.table) : []),
      ];
    }
    case 'create-index': {
      const { table, name, given } = action;
      return [
        name === undefined ? { ...relation(writtenPath(table)), given } : relation(writtenPath(name)),
        { ...relation(writtenPath(table)), part: true },
      ];
    }
    case 'create': {
      const { what, name, args, columns } = action;
      return [
        { ...objectNamed(what, name, action.on), args },
        ...columns.flatMap((column) => columnTouched(writtenPath(name), column)),
        ...(what === 'materialized view' ? rows(name) : []),
      ];
    }
    case 'drop': {
      return [{ ...objectNamed(action.what, action.name, action.on), args: action.args }];
    }
    case 'rename': {
      const { what, from, to } = action;
      const group = groupOf(what);
      const path = writtenPath(action.name);
      const owner = OF_TABLE.has(group) ? path : path.slice(0, -1);
      return [from, to].map((name) => ({ group, path: [...owner, name] }));
    }
    case 'move': {
      const old = objectNamed(action.what, action.name, undefined);
      return [old, { ...old, path: [action.schema, ...old.path.slice(-1)] }];
    }
    case 'add-column': {
      const table = writtenPath(action.table);
      return [
        { ...relation(table), part: true },
        ...columnTouched(table, action.column),
        ...action.constraints.flatMap((each) => constraintTouched(table, each)),
      ];
    }
    case 'drop-column':
    case 'alter-column': {
      return columnAltered(writtenPath(action.table), action.column);
    }
    case 'add-constraint': {
      const table = writtenPath(action.table);
      return [{ ...relation(table), part: true }, ...constraintTouched(table, action.constraint)];
    }
    case 'drop-constraint': {
      return constraintAltered(writtenPath(action.table), action.name);
    }
    case 'alter-table': {
      return alterationTouched(action);
    }
    case 'add-enum-value': {
      return [relation(writtenPath(action.type))];
    }
    case 'domain-constraint': {
      const domain = writtenPath(action.domain);
      return [relation(domain), { group: 'constraint', path: [...domain, action.name ?? ''] }];
    }
    case 'own-sequence': {
      return [relation(writtenPath(action.name))];
    }
    case 'alter-publication': {
      return [{ group: 'other', path: writtenPath(action.name) }];
    }
    case 'extension-member': {
      return [{ group: 'other', path: [action.extension] }];
    }
    case 'grant': {
      const { what, path, args, columns, allInSchema } = action;
      const object: Touched = { group: groupOf(what), path, args };
      return allInSchema
        ? [{ ...object, all: true }]
        : columns.length === 0
          ? [object]
          : columns.map((column) => ({ group: 'column', path: [...path, column] }));
    }
    case 'comment':
    case 'other-change': {
      return [{ group: groupOf(action.what), path: action.path, args: action.args }];
    }
    case 'insert':
    case 'update':
    case 'delete':
    case 'truncate':
    case 'write-rows': {
      return rows(action.table);
    }
    case 'maintain': {
      return action.does === 'refresh' && action.name ? [relation(writtenPath(action.name)), ...rows(action.name)] : [];
    }
    default: {
      return [];
    }
  }
}

function groupOf(what: string): Group {
  return GROUPS[what] ?? 'other';
}

function relation(path: readonly string[]): Touched {
  return { group: 'relation', path };
}

function rows(table: Name): Touched[] {
  return [{ group: 'rows', path: writtenPath(table) }];
}

function objectNamed(what: string, name: Name, on: Name | undefined): Touched {
  const group = groupOf(what);
  const path = group === 'cast' ? name.name.split(' as ') : writtenPath(name);
  return { group, path: on === undefined ? path : [...writtenPath(on), name.name] };
}

/** A column with its default name for NOT NULL, and for the sequence of a serial or identity column. */
function columnTouched(table: readonly string[], { name, notNull, notNullName }: ColumnSpec): Touched[] {
  return [
    { group: 'column', path: [...table, name] },
    { ...relation(table), given: defaultName(table, name, 'seq') },
    ...(notNull ? [{ ...constraintNamed(table, ''), given: defaultName(table, name, 'not_null') }] : []),
    ...(notNullName === undefined ? [] : [constraintNamed(table, notNullName)]),
  ];
}

/** SET NOT NULL makes a constraint, identity a sequence. */
function columnAltered(table: readonly string[], name: string): Touched[] {
  return [
    { ...relation(table), part: true },
    { group: 'column', path: [...table, name] },
    { ...constraintNamed(table, ''), given: defaultName(table, name, 'not_null') },
    { ...relation(table), given: defaultName(table, name, 'seq') },
  ];
}

/** A constraint, and the index that may come with it under its name. */
function constraintTouched(table: readonly string[], { kind, name, given: own, columns }: ConstraintSpec): Touched[] {
  if (name !== undefined) {
    return [constraintNamed(table, name), relation([...table.slice(0, -1), name])];
  }
  // From PostgreSQL 18 on the columns of a primary key have NOT NULL constraints.
  const notNull = kind === 'primary key' ? columns : [];
  return own === undefined
    ? []
    : [
        { ...constraintNamed(table, ''), given: own },
        { ...relation(table), given: own },
        ...notNull.map((each) => ({ ...constraintNamed(table, ''), given: defaultName(table, each, 'not_null') })),
      ];
}

function constraintAltered(table: readonly string[], name: string): Touched[] {
  return [{ ...relation(table), part: true }, constraintNamed(table, name), relation([...table.slice(0, -1), name])];
}

function constraintNamed(table: readonly string[], name: string): Touched {
  return { group: 'constraint', path: [...table, name] };
}

function defaultName(table: readonly string[], columns: string, label: string): DefaultName {
  return { table: table.at(-1) ?? '', columns, label };
}

function alterationTouched({ subtype, table: owner, name, partition }: AlterTable): Touched[] {
  const table = writtenPath(owner);
  const part: Touched = { ...relation(table), part: true };
  if (partition !== undefined) {
    return [relation(table), relation(writtenPath(partition))];
  }
  if (name === undefined) {
    return [relation(table)];
  }
  if (subtype.endsWith('Constraint')) {
    return constraintAltered(table, name);
  }
  if (subtype.endsWith('Trig')) {
    return [part, { group: 'trigger', path: [...table, name] }];
  }
  if (subtype.endsWith('Rule')) {
    return [part, { group: 'rule', path: [...table, name] }];
  }
  if (subtype === 'AT_ClusterOn' || subtype === 'AT_ReplicaIdentity') {
    return [subtype === 'AT_ClusterOn' ? part : relation(table), relation([...table.slice(0, -1), name])];
  }
  return columnAltered(table, name);
}
