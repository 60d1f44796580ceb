import type { Direction, Migration } from '../../migrations/pairs/migration.ts';
import type { Action } from '../../sql/statement/action.ts';
import { SchemaState } from '../state/schema-state.ts';
import type { LintFile, Source } from './lint-file.ts';
import { sourceOnDisk } from './parse-file.ts';
import type { ParsedPair } from './read-chain.ts';
import type { ChainFile, Found, Pair, Rule, RuleFinding, RuleOn } from './rule.ts';
import { readSuppressions, type Suppression } from './suppressions.ts';
import { walkStatements } from './walk-statements.ts';
import { wrongColumns, type WrongColumns } from './wrong-columns.ts';

/** The rules of one direction, by what they look at. */
interface RulesByTarget {
  /** By the kind of action. */
  action: ReadonlyMap<Action['kind'], RuleOn<'action'>[]>;
  /** Those that look at statements with such actions. */
  statement: (actions: readonly Action[]) => readonly RuleOn<'statement'>[];
  file: readonly RuleOn<'file'>[];
}

/** What is known of a pair, or of all pairs of a chain, after the check. */
export interface CheckedPairs {
  found: readonly Found[];
  /** Findings unless a later migration corrects the columns. */
  wrongColumns: readonly WrongColumns[];
  files: readonly ChainFile[];
  sources: readonly Source[];
  suppressions: readonly Suppression[];
  /** The schema after the last up; undefined where a memory did not keep it. */
  end: SchemaState | undefined;
}

/** @param startsEmpty whether nothing else creates objects before the first migration */
export function schemaBefore(startsEmpty: boolean): SchemaState {
  const schema = new SchemaState();
  schema.isWhole = startsEmpty;
  return schema;
}

/** Checks migrations in order, beginning with a schema. Parse trees are released after each pair. */
export function* checkPairs(
  parsed: Iterable<ParsedPair>,
  rules: readonly Rule[],
  schema: SchemaState,
): Generator<CheckedPairs> {
  const byTarget = { up: rulesFor('up', rules), down: rulesFor('down', rules) };
  const pairRules = rules.filter((rule) => rule.on === 'pair');
  const columnRules = rules.filter((rule) => rule.on === 'column');
  let before = schema;
  for (const { migration, up, down } of parsed) {
    const found: Found[] = [];
    const afterUp = before.clone();
    if (up !== undefined) {
      checkStatements(up, afterUp, byTarget.up, migration.version, found);
    }
    const afterDown = afterUp.clone();
    if (down !== undefined) {
      checkStatements(down, afterDown, byTarget.down, migration.version, found);
    }
    checkPair({ migration, up, down, before, afterUp, afterDown }, byTarget, pairRules, found);
    const files = [up, down].filter((file) => file !== undefined);
    yield {
      found,
      wrongColumns: up === undefined ? [] : wrongColumns(up, migration.version, columnRules),
      files: files.map((file) => summaryOf(file, migration.version)),
      sources: sourcesOf(migration, files),
      suppressions: files.flatMap(readSuppressions),
      end: afterUp,
    };
    before = afterUp;
  }
}

/** Each file once, as it is written. */
function sourcesOf({ layout }: Migration, files: readonly LintFile[]): Source[] {
  return layout === undefined
    ? files.map(({ path, text, positionOf }) => ({ path, text, positionOf }))
    : [...new Set(files.map(({ path }) => path))].map(sourceOnDisk);
}

function summaryOf(file: LintFile, version: bigint): ChainFile {
  const { path, direction, text, unparsable } = file;
  const isEmpty = text === '' && unparsable === undefined;
  return { path, direction, version, isEmpty };
}

function rulesFor(direction: Direction, all: readonly Rule[]): RulesByTarget {
  const rules = all.filter(({ only }) => only === undefined || only === direction);
  const action = new Map<Action['kind'], RuleOn<'action'>[]>();
  for (const rule of rules.filter((each) => each.on === 'action')) {
    for (const kind of rule.kinds) {
      action.set(kind, [...(action.get(kind) ?? []), rule]);
    }
  }
  return {
    action,
    statement: statementRules(rules.filter((rule) => rule.on === 'statement')),
    file: rules.filter((rule) => rule.on === 'file'),
  };
}

/** Selects the rules once for each set of action kinds: nearly all statements have one action. */
function statementRules(rules: readonly RuleOn<'statement'>[]): RulesByTarget['statement'] {
  const selected = new Map<string, readonly RuleOn<'statement'>[]>();
  return (actions) => {
    const [first] = actions;
    const kinds = actions.length === 1 && first !== undefined ? first.kind : kindsOf(actions);
    let matching = selected.get(kinds);
    if (matching === undefined) {
      matching = rules.filter(
        (rule) => rule.kinds === undefined || actions.some(({ kind }) => rule.kinds?.includes(kind)),
      );
      selected.set(kinds, matching);
    }
    return matching;
  };
}

function kindsOf(actions: readonly Action[]): string {
  return [...new Set(actions.map(({ kind }) => kind))].toSorted().join();
}

/** Checks the file's statements one by one, and applies each to the schema. */
function checkStatements(
  file: LintFile,
  schema: SchemaState,
  rules: RulesByTarget,
  version: bigint,
  found: Found[],
): void {
  const report = (rule: Rule, finding: RuleFinding | undefined): void => {
    if (finding !== undefined) {
      found.push({ rule, finding, file: file.path, version });
    }
  };
  walkStatements(file, schema, {
    statement(context) {
      for (const rule of rules.statement(context.statement.actions)) {
        report(rule, rule.check(context.statement, context));
      }
    },
    action(action, context) {
      for (const rule of rules.action.get(action.kind) ?? []) {
        report(rule, rule.check(action, context));
      }
    },
  });
}

function checkPair(
  pair: Pair,
  rules: Readonly<Record<Direction, RulesByTarget>>,
  pairRules: readonly RuleOn<'pair'>[],
  found: Found[],
): void {
  const { version } = pair.migration;
  for (const file of [pair.up, pair.down].filter((each) => each !== undefined)) {
    for (const rule of rules[file.direction].file) {
      found.push(...rule.check(file, pair).map((finding) => ({ rule, finding, file: file.path, version })));
    }
  }
  for (const rule of pairRules) {
    found.push(...rule.check(pair).map((finding) => ({ rule, finding, file: finding.file, version })));
  }
}
