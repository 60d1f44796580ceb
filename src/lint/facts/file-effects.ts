import { writeDefaultName } from '../../sql/default-names.ts';
import type { Action } from '../../sql/statement/action.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { LintFile } from '../engine/lint-file.ts';
import { constraintName } from '../state/default-object-names.ts';
import { objectKey, partKey } from '../state/object-key.ts';
import { perFile } from './per-file.ts';

/** All actions of a file. */
export const actionsIn = perFile(({ statements }): readonly Action[] => statements.flatMap(({ actions }) => actions));

/** Whether a statement of the file creates the object with this key, also by a rename. */
export function creates(file: LintFile, key: string): boolean {
  return effectsOf(file).created.has(key);
}

/** Whether a statement of the file drops or renames the object with this key. */
export function drops(file: LintFile, key: string): boolean {
  return effectsOf(file).dropped.has(key);
}

/** Whether the file creates and drops the object, so that the next run finds neither. */
export function createsAndDrops(file: LintFile, key: string): boolean {
  return creates(file, key) && drops(file, key);
}

/** Whether a statement of the file deletes rows of the table. */
export function deletesFrom(file: LintFile, table: Name): boolean {
  return effectsOf(file).emptied.has(keyOf(table));
}

/** Whether the file writes a column, or deletes rows of its table, so that no NULL need be left in it. */
export function fillsColumn(file: LintFile, table: Name, column: string): boolean {
  const key = keyOf(table);
  return actionsIn(file).some(
    (each) =>
      (each.kind === 'delete' || each.kind === 'truncate' || each.kind === 'update') &&
      keyOf(each.table) === key &&
      (each.kind !== 'update' || each.assignments.some((assigned) => assigned.column === column)),
  );
}

/** Whether a statement of the file adds the column, so that it holds nothing but its default. */
export function addsColumn(file: LintFile, table: Name, column: string): boolean {
  return addedColumns(file).has(partKey('column', table, column));
}

const addedColumns = perFile(
  (file) =>
    new Set(
      actionsIn(file).flatMap((each) =>
        each.kind === 'add-column' ? partKey('column', each.table, each.column.name) : [],
      ),
    ),
);

/** The part of a publication that stands for all its tables. */
export const ALL_MEMBERS = '*';

interface Effects {
  created: Set<string>;
  dropped: Set<string>;
  /** Keys of the tables that rows are deleted from. */
  emptied: Set<string>;
}

const effectsOf = perFile((file): Effects => {
  const effects: Effects = { created: new Set(), dropped: new Set(), emptied: new Set() };
  actionsIn(file).forEach((action) => noteEffect(action, effects));
  return effects;
});

function noteEffect(action: Action, { created, dropped, emptied }: Effects): void {
  switch (action.kind) {
    case 'create-table': {
      created.add(objectKey('table', action.table));
      break;
    }
    case 'create-index': {
      created.add(objectKey('index', action.name ?? { ...action.table, name: writeDefaultName(action.given) }));
      break;
    }
    case 'create': {
      created.add(objectKey(action.what, action.name, action.on));
      break;
    }
    case 'drop': {
      dropped.add(objectKey(action.what, action.name, action.on));
      break;
    }
    case 'add-column': {
      created.add(partKey('column', action.table, action.column.name));
      break;
    }
    case 'drop-column': {
      dropped.add(partKey('column', action.table, action.column));
      break;
    }
    case 'add-constraint': {
      created.add(partKey('constraint', action.table, constraintName(action.constraint)));
      break;
    }
    case 'drop-constraint': {
      dropped.add(partKey('constraint', action.table, action.name));
      break;
    }
    case 'domain-constraint': {
      (action.does === 'add' ? created : dropped).add(partKey('domain constraint', action.domain, action.name ?? ''));
      break;
    }
    case 'alter-publication': {
      const members = action.does === 'set' ? [ALL_MEMBERS] : action.does === 'drop' ? action.members : [];
      members.forEach((member) => dropped.add(partKey('publication', action.name, member)));
      break;
    }
    case 'rename': {
      const { what, name, from, to } = action;
      const isPart = what === 'column' || what === 'constraint';
      created.add(isPart ? partKey(what, name, to) : objectKey(what, { ...name, name: to }));
      dropped.add(isPart ? partKey(what, name, from) : objectKey(what, name));
      break;
    }
    case 'delete':
    case 'truncate': {
      emptied.add(keyOf(action.table));
      break;
    }
    default: {
      break;
    }
  }
}
