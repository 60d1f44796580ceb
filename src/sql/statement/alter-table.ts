import type { AlterTableCmd, Node } from 'libpg-query';

import type { Action, AlterColumn } from './action.ts';
import type { ActionReaders, ParseContext } from './action-readers.ts';
import { expression } from './expression.ts';
import { relationName, type Name } from './name.ts';
import { columnSpec, constraintSpec, identityKind } from './table-parts.ts';
import type { IdentityKind } from './table-spec.ts';

/** The commands of an ALTER TABLE, in order; ALTER VIEW, INDEX, SEQUENCE and TYPE have such commands too. */
export const ALTER_TABLE: ActionReaders = {
  AlterTableStmt: ({ relation, cmds = [], objtype }, context) => {
    const table = relation && relationName(relation, context.searched);
    // A second ATTACH PARTITION of an index changes nothing.
    return table === undefined || (objtype === 'OBJECT_INDEX' && cmds.some(attaches))
      ? []
      : cmds.flatMap((cmd) => ('AlterTableCmd' in cmd ? commandAction(table, cmd.AlterTableCmd, context) : []));
  },
};

function attaches(cmd: Node): boolean {
  return 'AlterTableCmd' in cmd && cmd.AlterTableCmd.subtype === 'AT_AttachPartition';
}

function commandAction(table: Name, command: AlterTableCmd, context: ParseContext): Action {
  const { name, def, behavior, missing_ok: missingOk } = command;
  const subtype: string = command.subtype ?? '';
  const column = name ?? '';
  const index = context.offsetOf(undefined);
  const guarded = missingOk === true;
  const cascade = behavior === 'DROP_CASCADE';
  if (subtype === 'AT_AddColumn' && def !== undefined && 'ColumnDef' in def) {
    const spec = columnSpec(def.ColumnDef, table.name, context);
    return { kind: 'add-column', table, guarded, index: spec.column.index, ...spec };
  }
  if (subtype === 'AT_AddConstraint' && def !== undefined && 'Constraint' in def) {
    const constraint = constraintSpec(def.Constraint, table.name, undefined, context);
    if (constraint !== undefined) {
      return { kind: 'add-constraint', table, constraint, index: constraint.index };
    }
  }
  switch (subtype) {
    case 'AT_DropColumn': {
      return { kind: 'drop-column', table, column, guarded, cascade, index };
    }
    case 'AT_DropConstraint': {
      return { kind: 'drop-constraint', table, name: column, guarded, cascade, index };
    }
    case 'AT_AlterColumnType': {
      const spec = def !== undefined && 'ColumnDef' in def ? def.ColumnDef : undefined;
      const using = spec?.raw_default;
      return {
        ...altered('type'),
        spec: spec && columnSpec({ ...spec, colname: column }, table.name, context).column,
        using: using === undefined ? undefined : expression(using),
      };
    }
    case 'AT_ColumnDefault': {
      return def === undefined ? altered('drop-default') : { ...altered('set-default'), defaultValue: expression(def) };
    }
    case 'AT_SetNotNull': {
      return altered('set-not-null');
    }
    case 'AT_DropNotNull': {
      return altered('drop-not-null');
    }
    default: {
      const constraint = def !== undefined && 'ATAlterConstraint' in def ? def.ATAlterConstraint : undefined;
      const partition = def !== undefined && 'PartitionCmd' in def ? def.PartitionCmd : undefined;
      return {
        kind: 'alter-table',
        subtype,
        table,
        name: name ?? nameIn(def),
        partition: partition?.name && relationName(partition.name, context.searched),
        isDefaultPartition: partition?.bound?.is_default === true,
        concurrently: partition?.concurrent === true,
        expression: subtype === 'AT_SetExpression' ? expression(def) : undefined,
        identity: identityOf(def),
        enforced: constraint?.alterEnforceability === true ? constraint.is_enforced === true : undefined,
        index,
      };
    }
  }

  function altered(change: AlterColumn['change']): AlterColumn {
    return {
      kind: 'alter-column',
      change,
      table,
      column,
      spec: undefined,
      using: undefined,
      defaultValue: undefined,
      index,
    };
  }
}

/** The kind of identity that a column gets. */
function identityOf(def: AlterTableCmd['def']): IdentityKind | undefined {
  if (def !== undefined && 'Constraint' in def && def.Constraint.contype === 'CONSTR_IDENTITY') {
    return identityKind(def.Constraint.generated_when);
  }
  for (const each of def !== undefined && 'List' in def ? (def.List.items ?? []) : []) {
    const { defname, arg } = 'DefElem' in each ? each.DefElem : {};
    if (defname === 'generated' && arg !== undefined && 'Integer' in arg) {
      return identityKind(String.fromCharCode(arg.Integer.ival ?? 0));
    }
  }
  return undefined;
}

/** The name of the constraint or index in a command that has it in its definition. */
function nameIn(def: AlterTableCmd['def']): string | undefined {
  if (def === undefined) {
    return undefined;
  }
  return 'ATAlterConstraint' in def
    ? def.ATAlterConstraint.conname
    : 'ReplicaIdentityStmt' in def
      ? def.ReplicaIdentityStmt.name
      : undefined;
}
