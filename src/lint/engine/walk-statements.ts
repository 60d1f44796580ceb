import type { Action } from '../../sql/statement/action.ts';
import type { Name } from '../../sql/statement/name.ts';
import { defaultNames } from '../state/default-object-names.ts';
import type { SchemaState } from '../state/schema-state.ts';
import type { LintFile } from './lint-file.ts';
import type { RuleContext } from './rule.ts';

/** What is done with the statements of a file, before each is applied to the schema. */
export interface StatementVisitor {
  statement?: (context: RuleContext) => void;
  /** Called with the schema after the actions before it. */
  action: (action: Action, context: RuleContext) => void;
}

/** Goes through the statements of a file in order, and applies each to the schema. */
export function walkStatements(file: LintFile, schema: SchemaState, visitor: StatementVisitor): void {
  schema.isWhole &&= file.unparsable === undefined;
  const isNew = (table: Name): boolean => schema.table(table)?.origin.file === file.path;
  for (const statement of file.statements) {
    const { actions } = statement;
    const context: RuleContext = { file, statement, schema, defaultNames: defaultNames(actions, schema), isNew };
    visitor.statement?.(context);
    for (const action of actions) {
      visitor.action(action, context);
      schema.apply(action, { file: file.path, index: action.index });
    }
    schema.applyStatement(statement, file.path);
  }
}
