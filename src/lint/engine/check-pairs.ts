import type { Direction } from '../../migrations/pairs/migration.ts';
import type { Action } from '../../sql/statement/action.ts';
import { defaultNames } from '../state/given-names.ts';
import { readSuppressions, type Suppression } from './suppressions.ts';
import type { Name } from '../../sql/statement/name.ts';
import { madeColumns } from '../facts/new-columns.ts';
import type { LintFile, Source } from './parse-file.ts';
import type { ParsedPair } from './read-chain.ts';
import type { ChainFile, RuleFinding, Pair, Rule, RuleContext } from './rule.ts';
import { SchemaState } from '../state/schema-state.ts';

/** A fault with the rule that it is of. */
export interface Found {
  rule: Rule;
  fault: RuleFinding;
  file: string;
  version: bigint | undefined;
}

type ActionRule = Extract<Rule, { on: 'action' }>;

type StatementRule = Extract<Rule, { on: 'statement' }>;

/** The rules of one direction, by what they look at. */
interface Divided {
  /** By the kind of action. */
  action: ReadonlyMap<Action['kind'], ActionRule[]>;
  /** Those that look at statements with such actions. */
  statement: (actions: readonly Action[]) => readonly StatementRule[];
  file: Extract<Rule, { on: 'file' }>[];
}

/** What is known of a chain when all of its pairs have been looked at. */
export interface CheckedChain {
  found: Found[];
  files: ChainFile[];
  /** Texts of all files, with the places in them. */
  sources: Source[];
  /** The comments that keep findings back. */
  suppressions: Suppression[];
  /** What the chain leaves. */
  end: SchemaState;
}

/** Follows the chain from its beginning, lets the rules look at each migration, and forgets its parse trees. */
export function checkPairs(parsed: Iterable<ParsedPair>, rules: readonly Rule[]): CheckedChain {
  const divided = { up: divide(rules, 'up'), down: divide(rules, 'down') };
  const ofPairs = rules.filter((rule) => rule.on === 'pair');
  const checked: CheckedChain = { found: [], files: [], sources: [], suppressions: [], end: new SchemaState() };
  for (const { migration, up, down } of parsed) {
    const before = checked.end;
    const after = before.clone();
    if (up !== undefined) {
      followFile(up, after, divided.up, migration.version, checked.found);
    }
    const undone = after.clone();
    if (down !== undefined) {
      followFile(down, undone, divided.down, migration.version, checked.found);
    }
    checkPair({ migration, up, down, before, after, undone }, divided, ofPairs, checked.found);
    for (const file of [up, down]) {
      if (file !== undefined) {
        keep(file, migration.version, checked);
      }
    }
    checked.end = after;
  }
  return checked;
}

function keep(file: LintFile, version: bigint, { files, sources, suppressions }: CheckedChain): void {
  const { path, direction, text, unparsable, positionOf } = file;
  const isEmpty = text === '' && unparsable === undefined;
  files.push({ path, direction, version, isEmpty, columns: direction === 'up' ? madeColumns(file) : [] });
  sources.push({ path, text, positionOf });
  suppressions.push(...readSuppressions(file));
}

function divide(all: readonly Rule[], direction: Direction): Divided {
  const rules = all.filter(({ only }) => only === undefined || only === direction);
  const action = new Map<Action['kind'], ActionRule[]>();
  for (const rule of rules.filter((each) => each.on === 'action')) {
    for (const kind of rule.kinds) {
      action.set(kind, [...(action.get(kind) ?? []), rule]);
    }
  }
  return {
    action,
    statement: choosing(rules.filter((rule) => rule.on === 'statement')),
    file: rules.filter((rule) => rule.on === 'file'),
  };
}

/** Finds the rules for each set of kinds once: nearly all statements have one action. */
function choosing(rules: readonly StatementRule[]): Divided['statement'] {
  const known = new Map<string, readonly StatementRule[]>();
  return (actions) => {
    const [first] = actions;
    const kinds = actions.length === 1 && first !== undefined ? first.kind : kindsOf(actions);
    let chosen = known.get(kinds);
    if (chosen === undefined) {
      chosen = rules.filter(
        ({ kinds: wanted }) => wanted === undefined || actions.some(({ kind }) => wanted.includes(kind)),
      );
      known.set(kinds, chosen);
    }
    return chosen;
  };
}

function kindsOf(actions: readonly Action[]): string {
  return [...new Set(actions.map(({ kind }) => kind))].toSorted().join();
}

/** Leads the state through the file's statements. */
function followFile(file: LintFile, schema: SchemaState, rules: Divided, version: bigint, found: Found[]): void {
  const note = (rule: Rule, fault: RuleFinding | undefined): void => {
    if (fault !== undefined) {
      found.push({ rule, fault, file: file.path, version });
    }
  };
  const isNew = (table: Name): boolean => schema.table(table)?.made.file === file.path;
  for (const statement of file.statements) {
    const context: RuleContext = { file, statement, schema, given: defaultNames(statement.actions, schema), isNew };
    for (const rule of rules.statement(statement.actions)) {
      note(rule, rule.check(statement, context));
    }
    for (const action of statement.actions) {
      for (const rule of rules.action.get(action.kind) ?? []) {
        note(rule, rule.check(action, context));
      }
      schema.apply(action, { file: file.path, index: action.index });
    }
  }
}

function checkPair(
  pair: Pair,
  rules: Readonly<Record<Direction, Divided>>,
  ofPairs: readonly Extract<Rule, { on: 'pair' }>[],
  found: Found[],
): void {
  const { version } = pair.migration;
  for (const file of [pair.up, pair.down].filter((each) => each !== undefined)) {
    for (const rule of rules[file.direction].file) {
      for (const fault of rule.check(file, pair)) {
        found.push({ rule, fault, file: file.path, version });
      }
    }
  }
  for (const rule of ofPairs) {
    for (const fault of rule.check(pair)) {
      found.push({ rule, fault, file: fault.file, version });
    }
  }
}
