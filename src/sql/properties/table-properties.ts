import type { AlterTableCmd, CreateStmt, Node } from 'libpg-query';

import { strings } from '../default-names.ts';
import { shapeOf } from '../statement/expression.ts';
import { keyOf, relationName, type Name } from '../statement/name.ts';
import { propertyChange, relationOwner, type PropertyChange } from './property.ts';
import { roleName, SELF } from './privileges.ts';

/** Commands that give a table one value of a property, and how it is taken back. */
const SWITCHES: Readonly<Record<string, readonly [property: string, value: string, undo?: string]>> = {
  AT_EnableRowSecurity: ['row security', 'enabled', 'ALTER TABLE … DISABLE ROW LEVEL SECURITY'],
  AT_DisableRowSecurity: ['row security', ''],
  AT_ForceRowSecurity: ['row security of the owner', 'forced', 'ALTER TABLE … NO FORCE ROW LEVEL SECURITY'],
  AT_NoForceRowSecurity: ['row security of the owner', ''],
  AT_SetUnLogged: ['persistence', 'unlogged', 'ALTER TABLE … SET LOGGED'],
  AT_SetLogged: ['persistence', ''],
  AT_DropCluster: ['the index to cluster on', ''],
};

/** Commands that turn triggers and rules on and off. */
const ENABLING: Readonly<Record<string, readonly [part: string, value: string]>> = {
  AT_EnableTrig: ['trigger', ''],
  AT_EnableAlwaysTrig: ['trigger', 'always'],
  AT_EnableReplicaTrig: ['trigger', 'replica'],
  AT_DisableTrig: ['trigger', 'disabled'],
  AT_EnableTrigAll: ['trigger', ''],
  AT_DisableTrigAll: ['trigger', 'disabled'],
  AT_EnableTrigUser: ['trigger', ''],
  AT_DisableTrigUser: ['trigger', 'disabled'],
  AT_EnableRule: ['rule', ''],
  AT_EnableAlwaysRule: ['rule', 'always'],
  AT_EnableReplicaRule: ['rule', 'replica'],
  AT_DisableRule: ['rule', 'disabled'],
};

/** What one command of ALTER TABLE, VIEW, INDEX or SEQUENCE does to properties. */
export function commandProperties(
  table: Name,
  { subtype = 'AT_AddColumn', name = '', num, def, newowner }: AlterTableCmd,
  { isTable, searched }: { isTable: boolean; searched: string },
): PropertyChange[] {
  const owner = relationOwner(table);
  const column = relationOwner(table, `column ${name === '' ? String(num ?? '') : name}`);
  const [property, value = '', undo] = SWITCHES[subtype] ?? [];
  if (property !== undefined) {
    return [propertyChange(owner, property, value, { undo })];
  }
  const [kind, enabled = ''] = ENABLING[subtype] ?? [];
  if (kind !== undefined) {
    const part = relationOwner(table, `${kind} ${name === '' ? '*' : name}`);
    return [
      propertyChange(part, 'whether it fires', enabled, { undo: `ALTER TABLE … ENABLE ${kind.toUpperCase()} …` }),
    ];
  }
  switch (subtype) {
    case 'AT_SetStatistics': {
      const target = def !== undefined && 'Integer' in def ? (def.Integer.ival ?? 0) : -1;
      const text = target === -1 ? '' : String(target);
      return [propertyChange(column, 'the statistics target', text, { undo: 'ALTER COLUMN … SET STATISTICS -1' })];
    }
    case 'AT_SetStorage': {
      return [propertyChange(column, 'the storage', textOf(def).toLowerCase(), { unknownBefore: true })];
    }
    case 'AT_SetCompression': {
      const method = textOf(def).toLowerCase();
      const text = method === 'default' ? '' : method;
      return [propertyChange(column, 'the compression', text, { undo: 'ALTER COLUMN … SET COMPRESSION default' })];
    }
    case 'AT_SetOptions':
    case 'AT_ResetOptions': {
      return optionsOf(def).map(([option, text]) =>
        propertyChange(column, option, text, { undo: `ALTER COLUMN … RESET (${option})` }),
      );
    }
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions': {
      return optionsOf(def).map(([option, text]) =>
        propertyChange(owner, `the storage parameter ${option}`, text, {
          unknownBefore: !isTable,
          undo: `RESET (${option})`,
        }),
      );
    }
    case 'AT_ReplicaIdentity': {
      const { identity_type: type = 'd', name: index = '' } =
        def !== undefined && 'ReplicaIdentityStmt' in def ? def.ReplicaIdentityStmt : {};
      const text = type === 'd' ? '' : `${type} ${index}`;
      return [propertyChange(owner, 'the replica identity', text, { undo: 'ALTER TABLE … REPLICA IDENTITY DEFAULT' })];
    }
    case 'AT_ClusterOn': {
      return [clusterOn(table, name)];
    }
    case 'AT_ChangeOwner': {
      const role = roleName(newowner);
      return [propertyChange(owner, 'the owner', SELF.has(role) ? '' : role, { unknownBefore: true })];
    }
    case 'AT_SetTableSpace': {
      return [propertyChange(owner, 'the tablespace', name === 'pg_default' ? '' : name)];
    }
    case 'AT_SetAccessMethod': {
      return [propertyChange(owner, 'the access method', name, { unknownBefore: true })];
    }
    case 'AT_SetIdentity': {
      return optionsOf(def)
        .filter(([option]) => option !== 'generated' && option !== 'restart')
        .map(([option, text]) => propertyChange(column, `${option} of the identity`, text, { unknownBefore: true }));
    }
    case 'AT_AttachPartition':
    case 'AT_DetachPartition': {
      const partition = def !== undefined && 'PartitionCmd' in def ? def.PartitionCmd.name : undefined;
      return partition === undefined || !isTable
        ? []
        : [partitionOf(relationName(partition, searched), subtype === 'AT_AttachPartition' ? table : undefined)];
    }
    case 'AT_AddInherit':
    case 'AT_DropInherit': {
      const parent = def !== undefined && 'RangeVar' in def ? relationName(def.RangeVar, searched) : undefined;
      return parent === undefined ? [] : [inherits(table, parent, subtype === 'AT_AddInherit')];
    }
    default: {
      return [];
    }
  }
}

/** What CREATE TABLE gives the new table. */
export function initialProperties({ relation, options, inhRelations = [], partbound }: CreateStmt, searched: string) {
  if (relation === undefined) {
    return [];
  }
  const table = relationName(relation, searched);
  const parents = inhRelations.flatMap((each) => ('RangeVar' in each ? [relationName(each.RangeVar, searched)] : []));
  return [
    ...(options ?? [])
      .flatMap(optionIn)
      .map(([option, text]) => propertyChange(relationOwner(table), `the storage parameter ${option}`, text)),
    ...(relation.relpersistence === 'u' ? [propertyChange(relationOwner(table), 'persistence', 'unlogged')] : []),
    ...parents.map((parent) => (partbound === undefined ? inherits(table, parent, true) : partitionOf(table, parent))),
  ].map((change): PropertyChange => ({ ...change, initial: true }));
}

/** The index that the table is ordered by. */
export function clusterOn(table: Name, index: string): PropertyChange {
  return propertyChange(relationOwner(table), 'the index to cluster on', index, {
    undo: 'ALTER TABLE … SET WITHOUT CLUSTER',
  });
}

function partitionOf(partition: Name, parent: Name | undefined): PropertyChange {
  return propertyChange(
    relationOwner(partition),
    'its place as a partition',
    parent === undefined ? '' : keyOf(parent),
    {
      undo: 'ALTER TABLE … DETACH PARTITION …',
    },
  );
}

function inherits(table: Name, parent: Name, does: boolean): PropertyChange {
  return propertyChange(relationOwner(table), `inheritance from ${keyOf(parent)}`, does ? 'on' : '', {
    undo: 'ALTER TABLE … NO INHERIT …',
  });
}

/** Options by name; a RESET has no values. */
function optionsOf(def: Node | undefined): [option: string, value: string][] {
  return def !== undefined && 'List' in def ? (def.List.items ?? []).flatMap(optionIn) : [];
}

/** The name of an option, and its value as it is written. */
export function optionIn(node: Node): [option: string, value: string][] {
  if (!('DefElem' in node)) {
    return [];
  }
  const { defnamespace, defname = '', arg } = node.DefElem;
  return [[defnamespace === undefined ? defname : `${defnamespace}.${defname}`, arg === undefined ? '' : valueOf(arg)]];
}

function valueOf(arg: Node): string {
  if ('Integer' in arg) {
    return String(arg.Integer.ival ?? 0);
  }
  return 'String' in arg ? textOf(arg) : shapeOf(arg)();
}

function textOf(node: Node | undefined): string {
  return strings([node])[0] ?? '';
}
