import { isObject } from '../../support/json.ts';
import type { Action } from '../statement/action.ts';
import type { ConstraintSpec } from '../statement/table-spec.ts';

/** One WHEN of a block. */
interface Handler {
  /** SQLSTATEs, and `others`. */
  conditions: readonly string[];
  raisesAgain: boolean;
}

/** A block with handlers. */
export interface HandledBlock {
  handlers: readonly Handler[];
  outer: HandledBlock | undefined;
  /** Whether an error of it that the second run brings may be handled: then nothing in it counts as run. */
  catches: boolean;
}

/** The handlers of a block of PL/pgSQL. */
export function handlersIn(exceptions: unknown): Handler[] {
  const list = fieldOf(fieldOf(exceptions, 'PLpgSQL_exception_block'), 'exc_list');
  return listed(list).map((each) => {
    const handler = fieldOf(each, 'PLpgSQL_exception');
    const conditions = listed(fieldOf(handler, 'conditions')).map((condition) => {
      const name = String(fieldOf(fieldOf(condition, 'PLpgSQL_condition'), 'condname'));
      return SQLSTATES.get(name) ?? name;
    });
    return { conditions, raisesAgain: listed(fieldOf(handler, 'action')).some(isRaisedError) };
  });
}

/** Whether a statement of PL/pgSQL is RAISE of an error. */
export function isRaisedError(statement: unknown): boolean {
  return Number(fieldOf(fieldOf(statement, 'PLpgSQL_stmt_raise'), 'elog_level') ?? 0) >= ERROR;
}

/** PostgreSQL's number for errors among the levels of messages, from its elog.h. */
const ERROR = 21;

/** Notes at the innermost block that handles it what a statement may raise when it runs again. */
export function noteHandled(actions: readonly Action[], within: HandledBlock | undefined): void {
  const errors = actions.map(raisedAgain);
  const known = errors.length === 0 || errors.includes(undefined) ? undefined : errors.flatMap((each) => each ?? []);
  for (let block = within; block !== undefined; block = block.outer) {
    if (handles(block.handlers, known)) {
      block.catches = true;
      return;
    }
  }
}

/** Whether one of the blocks catches. */
export function errorIsCaught(within: HandledBlock | undefined): boolean {
  return within !== undefined && (within.catches || errorIsCaught(within.outer));
}

/** Whether one of the blocks has a handler that ends one of these errors. */
export function catchesAny(within: HandledBlock | undefined, errors: readonly string[]): boolean {
  return within !== undefined && (handles(within.handlers, errors) || catchesAny(within.outer, errors));
}

/** The first handler for an error decides. Errors that are not known count as handled. */
function handles(handlers: readonly Handler[], errors: readonly string[] | undefined): boolean {
  return errors === undefined
    ? handlers.some(({ raisesAgain }) => !raisesAgain)
    : errors.some((error) => {
        const first = handlers.find(({ conditions }) => conditions.some((each) => covers(each, error)));
        return first !== undefined && !first.raisesAgain;
      });
}

/** A condition that ends in 000 is a whole class. */
function covers(condition: string, error: string): boolean {
  return (
    condition === 'others' ||
    condition === error ||
    (condition.endsWith('000') && condition.slice(0, 2) === error.slice(0, 2))
  );
}

/** The conditions that PL/pgSQL has names for, as far as they matter here. */
const SQLSTATES: ReadonlyMap<string, string> = new Map([
  ['integrity_constraint_violation', '23000'],
  ['unique_violation', '23505'],
  ['exclusion_violation', '23P01'],
  ['dependent_objects_still_exist', '2BP01'],
  ['invalid_catalog_name', '3D000'],
  ['undefined_database', '3D000'],
  ['invalid_schema_name', '3F000'],
  ['undefined_schema', '3F000'],
  ['syntax_error_or_access_rule_violation', '42000'],
  ['duplicate_column', '42701'],
  ['undefined_column', '42703'],
  ['undefined_object', '42704'],
  ['duplicate_object', '42710'],
  ['duplicate_function', '42723'],
  ['undefined_function', '42883'],
  ['undefined_table', '42P01'],
  ['duplicate_database', '42P04'],
  ['duplicate_schema', '42P06'],
  ['duplicate_table', '42P07'],
  ['invalid_table_definition', '42P16'],
]);

/** What is raised where something is gone. */
const GONE = ['3D000', '3F000', '42703', '42704', '42883', '42P01'];

/** What two sessions that make one thing at once may bring instead. */
const RACE = '23505';

/** What CREATE raises when the thing is there. */
const CREATED: Readonly<Record<string, readonly string[]>> = {
  cast: ['42710'],
  collation: ['42710'],
  conversion: ['42710'],
  database: ['42P04'],
  'event trigger': ['42710'],
  extension: ['42710'],
  'foreign data wrapper': ['42710'],
  function: ['42723'],
  'materialized view': ['42P07'],
  operator: ['42723'],
  'operator class': ['42710'],
  'operator family': ['42710'],
  policy: ['42710'],
  publication: ['42710'],
  role: ['42710'],
  rule: ['42710'],
  schema: ['42P06'],
  sequence: ['42P07'],
  server: ['42710'],
  statistics: ['42710'],
  trigger: ['42710'],
  'user mapping': ['42710'],
  // A composite type is a relation too.
  type: ['42710', '42P07'],
  view: ['42P07'],
};

/** SQLSTATEs of what may be raised when the action is done once more; undefined where that is not known. */
function raisedAgain(action: Action): readonly string[] | undefined {
  switch (action.kind) {
    case 'add-column': {
      return action.guarded ? [] : ['42701'];
    }
    case 'create-table':
    case 'create-index': {
      return action.guarded ? [] : ['42P07', RACE];
    }
    case 'create': {
      const errors = CREATED[action.what];
      return action.guarded ? [] : errors && [...errors, RACE];
    }
    case 'add-constraint': {
      return raisedByConstraint(action.constraint);
    }
    case 'domain-constraint': {
      return action.does === 'drop' ? GONE : ['42710'];
    }
    case 'alter-publication': {
      return action.does === 'add' ? ['42710'] : undefined;
    }
    case 'import-schema': {
      return ['42P07'];
    }
    case 'add-enum-value': {
      return action.guarded ? [] : action.old === undefined ? ['42710'] : undefined;
    }
    case 'insert': {
      return ['23505', '23P01', ...GONE];
    }
    case 'drop':
    case 'drop-column':
    case 'drop-constraint': {
      return ['2BP01', ...GONE];
    }
    case 'rename': {
      return action.what === 'column' ? ['42701', ...GONE] : undefined;
    }
    case 'alter-column': {
      return action.change === 'type' ? undefined : GONE;
    }
    case 'comment':
    case 'delete':
    case 'update': {
      return GONE;
    }
    default: {
      return undefined;
    }
  }
}

/** The index of a key is looked for before the constraint; a second primary key is refused whatever its name. */
function raisedByConstraint({ kind, name, usingIndex }: ConstraintSpec): readonly string[] | undefined {
  if (usingIndex !== undefined || kind === 'not null') {
    return undefined;
  }
  if (kind === 'primary key') {
    return ['42P16'];
  }
  return name === undefined ? [] : kind === 'check' || kind === 'foreign key' ? ['42710'] : ['42P07'];
}

function fieldOf(value: unknown, field: string): unknown {
  return isObject(value) ? value[field] : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
