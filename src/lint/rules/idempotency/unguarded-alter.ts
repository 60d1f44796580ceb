import type { AlterPublication, ImportSchema } from '../../../sql/statement/action.ts';
import { ALL_MEMBERS, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import type { RuleFinding, Rule } from '../../engine/rule.ts';

const ONCE: Readonly<Record<string, string>> = {
  AT_AddIdentity: 'is given an identity',
  AT_DropIdentity: 'loses its identity',
  AT_DropExpression: 'loses its expression',
  AT_AddInherit: 'is made to inherit',
  AT_DropInherit: 'is made not to inherit',
  AT_AttachPartition: 'gets a partition attached',
  AT_DetachPartition: 'has a partition detached',
};

export const unguardedAlter: Rule = {
  id: 'unguarded-alter',
  group: 'idempotency',
  condition:
    'ALTER changes identity, inheritance, partitions or the tables of a publication, or IMPORT FOREIGN SCHEMA creates tables, without a look whether that has been done',
  effect: 'Run a second time, the up fails because it has been done already.',
  remedy: 'Put it into a DO block that looks into the catalog first.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['alter-table', 'alter-publication', 'import-schema'],
  check: (action, context) => {
    const { file, statement } = context;
    if (statement.conditional) {
      return undefined;
    }
    if (action.kind === 'alter-publication') {
      return ofPublication(action, file);
    }
    if (action.kind === 'import-schema') {
      return ofImport(action, file);
    }
    if (action.kind !== 'alter-table') {
      return undefined;
    }
    const done = ONCE[action.subtype];
    const fix = guard(context);
    const isRemade = action.partition !== undefined && drops(file, objectKey('table', action.partition));
    return done === undefined || isRemade || fix.sql === undefined
      ? undefined
      : { index: action.index, what: `${showName(action.table)} ${done} without a guard`, ...fix };
  },
};

function ofPublication({ name, does, members, index }: AlterPublication, file: LintFile): RuleFinding | undefined {
  const parts = [ALL_MEMBERS, ...members].map((member) => objectKey('publication', name, member));
  const ways = [...parts, objectKey('publication', name), ...members.map((member) => `table ${member}`)];
  return does !== 'add' || ways.some((key) => drops(file, key))
    ? undefined
    : { index, what: `publication ${showName(name)} gets tables without a guard` };
}

/** What DROP FOREIGN TABLE or DROP SCHEMA drops away before can be imported again. */
function ofImport({ from, to, index }: ImportSchema, { statements }: LintFile): RuleFinding | undefined {
  const isTaken = statements.some(
    ({ opaque, actions }) =>
      opaque ||
      actions.some(
        (each) =>
          each.kind === 'drop' &&
          ((each.what === 'table' && each.name.schema === to) || (each.what === 'schema' && each.name.name === to)),
      ),
  );
  return isTaken ? undefined : { index, what: `the tables of ${from} are imported into ${to} without a guard` };
}
