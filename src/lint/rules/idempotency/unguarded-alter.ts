import type { AlterPublication, ImportSchema } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/lint-file.ts';
import { ALL_MEMBERS, createsAndDrops, drops } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

const FAILS_TWICE: Readonly<Record<string, string>> = {
  AT_AddIdentity: 'gets an identity',
  AT_DropIdentity: 'loses its identity',
  AT_DropExpression: 'loses its expression',
  AT_AddInherit: 'gets a parent',
  AT_DropInherit: 'loses its parent',
  AT_AttachPartition: 'gets a partition',
  AT_DetachPartition: 'loses a partition',
};

export const unguardedAlter = rerunRule({
  id: 'unguarded-alter',
  condition:
    'ALTER changes an identity, inheritance, a partition, the tables of a publication or the members of an extension, or IMPORT FOREIGN SCHEMA creates tables, without a guard',
  remedy: 'Put it into a DO block that checks the catalog first.',
  kinds: ['alter-table', 'alter-publication', 'import-schema', 'extension-member'],
  check: (action, context) => {
    const { file } = context;
    if (action.kind === 'extension-member') {
      const name = { schema: '', name: action.extension, qualified: false };
      return drops(file, objectKey('extension', name))
        ? undefined
        : { what: `the members of extension ${action.extension} change without a guard` };
    }
    if (action.kind === 'alter-publication') {
      return addsTables(action, file)
        ? { what: `publication ${showName(action.name)} gets tables without a guard` }
        : undefined;
    }
    if (action.kind === 'import-schema') {
      const { from, to } = action;
      return dropsImported(action, file)
        ? undefined
        : { what: `the tables of ${from} are imported into ${to} without a guard` };
    }
    const change = FAILS_TWICE[action.subtype];
    const isRecreated =
      (action.partition !== undefined && drops(file, objectKey('table', action.partition))) ||
      createsAndDrops(file, objectKey('table', action.table));
    const fix = change === undefined || isRecreated ? {} : guard(context);
    return fix.sql === undefined
      ? undefined
      : { what: `${showName(action.table)} ${change ?? ''} without a guard`, ...fix };
  },
});

/** Whether it adds tables that no statement of the file removes from the publication, or drops. */
function addsTables({ name, does, members }: AlterPublication, file: LintFile): boolean {
  const removals = [
    objectKey('publication', name),
    ...[ALL_MEMBERS, ...members].map((member) => partKey('publication', name, member)),
    ...members.map((member) => `table ${member}`),
  ];
  return does === 'add' && !removals.some((key) => drops(file, key));
}

/** Whether DROP FOREIGN TABLE or DROP SCHEMA removes the tables before they are imported again. */
function dropsImported({ to }: ImportSchema, { statements }: LintFile): boolean {
  return statements.some(
    ({ opaque, actions }) =>
      opaque ||
      actions.some(
        (each) =>
          each.kind === 'drop' &&
          ((each.what === 'table' && each.name.schema === to) || (each.what === 'schema' && each.name.name === to)),
      ),
  );
}
