import type { Direction } from '../migrations/migration.ts';
import type { Action } from './actions/action.ts';
import type { ParsedPair } from './read-chain.ts';
import type { LintFile } from './parse-file.ts';
import type { Fault, Pair, Rule, Situation } from './rule.ts';
import { SchemaState } from './schema-state.ts';

/** A fault with the rule that it is of. */
export interface Found {
  rule: Rule;
  fault: Fault;
  file: string;
  version: bigint | undefined;
}

type ActionRule = Extract<Rule, { on: 'action' }>;

/** The rules of one direction, by what they look at. */
interface Divided {
  /** By the kind of action. */
  action: ReadonlyMap<Action['kind'], ActionRule[]>;
  statement: Extract<Rule, { on: 'statement' }>[];
  file: Extract<Rule, { on: 'file' }>[];
}

/** Follows the chain from its beginning and lets the rules look at each migration; the pairs come back with their states. */
export function checkPairs(parsed: readonly ParsedPair[], rules: readonly Rule[]): { pairs: Pair[]; found: Found[] } {
  const divided = { up: divide(rules, 'up'), down: divide(rules, 'down') };
  const ofPairs = rules.filter((rule) => rule.on === 'pair');
  const found: Found[] = [];
  let before = new SchemaState();
  const pairs = parsed.map(({ migration, up, down }): Pair => {
    const after = before.clone();
    if (up !== undefined) {
      found.push(...followFile(up, after, divided.up, migration.version));
    }
    const undone = after.clone();
    if (down !== undefined) {
      found.push(...followFile(down, undone, divided.down, migration.version));
    }
    const pair: Pair = { migration, up, down, before, after, undone };
    found.push(...checkPair(pair, divided, ofPairs));
    before = after;
    return pair;
  });
  return { pairs, found };
}

function divide(all: readonly Rule[], direction: Direction): Divided {
  const rules = all.filter(({ only }) => only === undefined || only === direction);
  const action = new Map<Action['kind'], ActionRule[]>();
  for (const rule of rules.filter((each) => each.on === 'action')) {
    for (const kind of rule.of) {
      action.set(kind, [...(action.get(kind) ?? []), rule]);
    }
  }
  return {
    action,
    statement: rules.filter((rule) => rule.on === 'statement'),
    file: rules.filter((rule) => rule.on === 'file'),
  };
}

/** Leads the state through the file's statements. */
function followFile(file: LintFile, schema: SchemaState, rules: Divided, version: bigint): Found[] {
  const found: Found[] = [];
  const note = (rule: Rule, fault: Fault | undefined): void => {
    if (fault !== undefined) {
      found.push({ rule, fault, file: file.path, version });
    }
  };
  for (const statement of file.statements) {
    const situation: Situation = {
      file,
      statement,
      schema,
      isNew: (table) => schema.table(table)?.made.file === file.path,
    };
    for (const rule of rules.statement) {
      note(rule, rule.check(statement, situation));
    }
    for (const action of statement.actions) {
      for (const rule of rules.action.get(action.kind) ?? []) {
        note(rule, rule.check(action, situation));
      }
      schema.apply(action, { file: file.path, index: action.index });
    }
  }
  return found;
}

function checkPair(
  pair: Pair,
  rules: Readonly<Record<Direction, Divided>>,
  ofPairs: readonly Extract<Rule, { on: 'pair' }>[],
): Found[] {
  const { migration, up, down } = pair;
  const { version } = migration;
  return [
    ...[up, down].flatMap((file) =>
      file === undefined
        ? []
        : rules[file.direction].file.flatMap((rule) =>
            rule.check(file, pair).map((fault) => ({ rule, fault, file: file.path, version })),
          ),
    ),
    ...ofPairs.flatMap((rule) => rule.check(pair).map((fault) => ({ rule, fault, file: fault.file, version }))),
  ];
}
