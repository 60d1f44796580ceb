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

/** The rules by what they look at. */
interface Divided {
  action: Extract<Rule, { on: 'action' }>[];
  statement: Extract<Rule, { on: 'statement' }>[];
  file: Extract<Rule, { on: 'file' }>[];
  pair: Extract<Rule, { on: 'pair' }>[];
}

/** Follows the chain from its beginning and lets the rules look at each migration; the pairs come back with their states. */
export function checkPairs(parsed: readonly ParsedPair[], rules: readonly Rule[]): { pairs: Pair[]; found: Found[] } {
  const divided = divide(rules);
  const found: Found[] = [];
  let before = new SchemaState();
  const pairs = parsed.map(({ migration, up, down }): Pair => {
    const after = before.clone();
    if (up !== undefined) {
      found.push(...followFile(up, after, divided, migration.version));
    }
    const undone = after.clone();
    if (down !== undefined) {
      found.push(...followFile(down, undone, divided, migration.version));
    }
    const pair: Pair = { migration, up, down, before, after, undone };
    found.push(...checkPair(pair, divided));
    before = after;
    return pair;
  });
  return { pairs, found };
}

function divide(rules: readonly Rule[]): Divided {
  return {
    action: rules.filter((rule) => rule.on === 'action'),
    statement: rules.filter((rule) => rule.on === 'statement'),
    file: rules.filter((rule) => rule.on === 'file'),
    pair: rules.filter((rule) => rule.on === 'pair'),
  };
}

function isFor({ only }: Rule, { direction }: LintFile): boolean {
  return only === undefined || only === direction;
}

/** Leads the state through the file's statements. */
function followFile(file: LintFile, schema: SchemaState, rules: Divided, version: bigint): Found[] {
  const found: Found[] = [];
  const note = (rule: Rule, fault: Fault | undefined): void => {
    if (fault !== undefined) {
      found.push({ rule, fault, file: file.path, version });
    }
  };
  const statementRules = rules.statement.filter((rule) => isFor(rule, file));
  const actionRules = rules.action.filter((rule) => isFor(rule, file));
  for (const statement of file.statements) {
    const situation: Situation = {
      file,
      statement,
      schema,
      isNew: (table) => schema.table(table)?.made.file === file.path,
    };
    for (const rule of statementRules) {
      note(rule, rule.check(statement, situation));
    }
    for (const action of statement.actions) {
      for (const rule of actionRules) {
        note(rule, rule.check(action, situation));
      }
      schema.apply(action, { file: file.path, index: action.index });
    }
  }
  return found;
}

function checkPair(pair: Pair, rules: Divided): Found[] {
  const { migration, up, down } = pair;
  const { version } = migration;
  return [
    ...[up, down].flatMap((file) =>
      file === undefined
        ? []
        : rules.file
            .filter((rule) => isFor(rule, file))
            .flatMap((rule) => rule.check(file, pair).map((fault) => ({ rule, fault, file: file.path, version }))),
    ),
    ...rules.pair.flatMap((rule) => rule.check(pair).map((fault) => ({ rule, fault, file: fault.file, version }))),
  ];
}
