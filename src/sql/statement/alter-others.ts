import type { AlterDomainStmt, AlterPublicationStmt, Node } from 'libpg-query';

import { strings } from '../default-names.ts';
import { keyOf, nameFrom, relationName } from './name.ts';
import type { Action } from './action.ts';
import { shapeOf } from './expression.ts';
import { withoutSchema } from './object-kinds.ts';
import type { ParseContext } from './table-parts.ts';

/** What `alterOtherAction` reads. */
export const ALTER_OTHER_NODE_TYPES = ['AlterDomainStmt', 'AlterPublicationStmt', 'ImportForeignSchemaStmt'] as const;

/** Constraints of domains, tables of publications, imports of foreign schemas; undefined for another statement. */
export function alterOtherAction(node: Node, context: ParseContext): Action[] | undefined {
  const index = context.offsetOf(undefined);
  if ('AlterDomainStmt' in node) {
    return domainAction(node.AlterDomainStmt, context);
  }
  if ('AlterPublicationStmt' in node) {
    const { pubname, action } = node.AlterPublicationStmt;
    const does = PUBLICATION[action ?? ''];
    return does === undefined
      ? []
      : [
          {
            kind: 'alter-publication',
            name: withoutSchema(pubname),
            does,
            members: membersIn(node.AlterPublicationStmt, context),
            index,
          },
        ];
  }
  if ('ImportForeignSchemaStmt' in node) {
    const { remote_schema: from = '', local_schema: to = '' } = node.ImportForeignSchemaStmt;
    return [{ kind: 'import-schema', from, to, index }];
  }
  return undefined;
}

const PUBLICATION: Readonly<Record<string, 'add' | 'drop' | 'set'>> = {
  AP_AddObjects: 'add',
  AP_DropObjects: 'drop',
  AP_SetObjects: 'set',
};

function domainAction(
  { subtype, typeName, name, def, missing_ok: missingOk }: AlterDomainStmt,
  context: ParseContext,
): Action[] {
  const constraint = def !== undefined && 'Constraint' in def ? def.Constraint.conname : undefined;
  const does = subtype === 'C' ? 'add' : subtype === 'X' ? 'drop' : undefined;
  return does === undefined
    ? []
    : [
        {
          kind: 'domain-constraint',
          domain: nameFrom(strings(typeName), context.searched),
          does,
          name: does === 'add' ? constraint : name,
          guarded: missingOk === true,
          shape: shapeOf(def),
          index: context.offsetOf(undefined),
        },
      ];
}

/** Keys of the tables, and names of the schemas whose tables are meant. */
function membersIn({ pubobjects = [] }: AlterPublicationStmt, { searched }: ParseContext): string[] {
  return pubobjects.flatMap((each) => {
    if (!('PublicationObjSpec' in each)) {
      return [];
    }
    const { name, pubtable } = each.PublicationObjSpec;
    return pubtable?.relation === undefined ? (name ?? []) : keyOf(relationName(pubtable.relation, searched));
  });
}
