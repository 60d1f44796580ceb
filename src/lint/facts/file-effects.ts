import { writeDefaultName } from '../../sql/default-names.ts';
import type { Action } from '../../sql/statement/action.ts';
import type { ConstraintSpec } from '../../sql/statement/table-spec.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { LintFile } from '../engine/parse-file.ts';
import { perFile } from './per-file.ts';

interface Effects {
  made: ReadonlySet<string>;
  taken: ReadonlySet<string>;
  /** Keys of the tables that rows are deleted from. */
  emptied: ReadonlySet<string>;
}

/** Whether some statement of the file creates the objectKey. */
export function creates(file: LintFile, key: string): boolean {
  return effectsOf(file).made.has(key);
}

/**
 * Whether some statement of the file drops the objectKey away, by dropping or renaming it, or with its table. What the same
 * file creates and drops away can be made again.
 */
export function drops(file: LintFile, key: string): boolean {
  return effectsOf(file).taken.has(key);
}

/** Whether some statement of the file deletes rows of the table, or all. */
export function deletesFrom(file: LintFile, table: Name): boolean {
  return effectsOf(file).emptied.has(keyOf(table));
}

/** How an object, or a part of a table, is called here. */
export function objectKey(what: string, name: Name, part?: string): string {
  return part === undefined ? `${what} ${keyOf(name)}` : `${what} ${keyOf(name)}.${part}`;
}

/** The part of a publication that stands for all that is in it. */
export const ALL_MEMBERS = '*';

const effectsOf = perFile((file): Effects => {
  const made = new Set<string>();
  const taken = new Set<string>();
  const emptied = new Set<string>();
  for (const { actions } of file.statements) {
    for (const action of actions) {
      note(action, made, taken);
      if (action.kind === 'delete' || action.kind === 'truncate') {
        emptied.add(keyOf(action.table));
      }
    }
  }
  return { made, taken, emptied };
});

function note(action: Action, made: Set<string>, taken: Set<string>): void {
  switch (action.kind) {
    case 'create-table': {
      made.add(objectKey('table', action.table));
      break;
    }
    case 'create-index': {
      made.add(objectKey('index', action.name ?? { ...action.table, name: writeDefaultName(action.given) }));
      break;
    }
    case 'create': {
      made.add(
        action.on === undefined
          ? objectKey(action.what, action.name)
          : objectKey(action.what, action.on, action.name.name),
      );
      break;
    }
    case 'drop': {
      taken.add(
        action.on === undefined
          ? objectKey(action.what, action.name)
          : objectKey(action.what, action.on, action.name.name),
      );
      break;
    }
    case 'add-column': {
      made.add(objectKey('column', action.table, action.column.name));
      break;
    }
    case 'drop-column': {
      taken.add(objectKey('column', action.table, action.column));
      break;
    }
    case 'add-constraint': {
      made.add(objectKey('constraint', action.table, constraintName(action.constraint)));
      break;
    }
    case 'drop-constraint': {
      taken.add(objectKey('constraint', action.table, action.name));
      break;
    }
    case 'domain-constraint': {
      (action.does === 'add' ? made : taken).add(objectKey('domain constraint', action.domain, action.name));
      break;
    }
    case 'alter-publication': {
      if (action.does !== 'add') {
        const members = action.does === 'set' ? [ALL_MEMBERS] : action.members;
        members.forEach((member) => taken.add(objectKey('publication', action.name, member)));
      }
      break;
    }
    case 'rename': {
      const part = action.what === 'column' || action.what === 'constraint';
      made.add(
        part
          ? objectKey(action.what, action.name, action.to)
          : objectKey(action.what, { ...action.name, name: action.to }),
      );
      taken.add(part ? objectKey(action.what, action.name, action.from) : objectKey(action.what, action.name));
      break;
    }
    default: {
      break;
    }
  }
}

/** The constraint's name, written or given where nothing else has it. */
export function constraintName({ name, given }: ConstraintSpec): string {
  return name ?? (given === undefined ? '' : writeDefaultName(given));
}
