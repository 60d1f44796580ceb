import { showName, type Name } from '../../sql/statement/name.ts';
import { columnChanges } from '../facts/column-changes.ts';
import type { SchemaState } from '../state/schema-state.ts';
import type { LintFile } from './lint-file.ts';
import type { Found, RuleOn } from './rule.ts';

/** Columns of one action of an up that a rule finds wrong, if no later migration corrects them. */
export interface WrongColumns {
  rule: RuleOn<'column'>;
  file: string;
  version: bigint;
  columns: readonly { table: Name; name: string; what: string; index: number }[];
}

export function wrongColumns(up: LintFile, version: bigint, rules: readonly RuleOn<'column'>[]): WrongColumns[] {
  return columnChanges(up).flatMap((changed) =>
    rules.flatMap((rule) => {
      const columns = changed.flatMap(({ table, column, index }) => {
        const what = rule.check(column);
        return what === undefined ? [] : [{ table, name: column.name, what, index }];
      });
      return columns.length === 0 ? [] : [{ rule, file: up.path, version, columns }];
    }),
  );
}

/** What is still wrong at the end of the chain; several columns of one action are one finding. */
export function stillWrong({ rule, file, version, columns }: WrongColumns, end: SchemaState): Found[] {
  const [first, ...others] = columns.filter(({ table, name }) => {
    const current = end.table(table)?.columns.get(name);
    return current !== undefined && rule.check(current) !== undefined;
  });
  if (first === undefined) {
    return [];
  }
  const { table, name, what, index } = first;
  const more = others.length === 0 ? '' : ` (and ${others.length} more of the table)`;
  return [{ rule, file, version, finding: { index, what: `${showName(table)}.${name} ${what}${more}` } }];
}
