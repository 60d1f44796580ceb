import type { IndexStmt, Node } from 'libpg-query';

import { defaultIndexName, strings } from '../default-names.ts';
import { nameFrom, relationName, type Name } from './name.ts';
import type { Action, Create } from './action.ts';
import { expression, shapeOf } from './expression.ts';
import { castName, kindWords, transformName, userMappingName, withoutSchema } from './object-kinds.ts';
import type { ParseContext } from './table-parts.ts';

/** What `createObjectAction` reads, and CREATE MATERIALIZED VIEW, which has the form of CREATE TABLE … AS. */
export const CREATE_NODE_TYPES = [
  'ViewStmt',
  'CreateSeqStmt',
  'AlterSeqStmt',
  'CreateSchemaStmt',
  'CreateExtensionStmt',
  'CreateEnumStmt',
  'CreateDomainStmt',
  'CompositeTypeStmt',
  'CreateRangeStmt',
  'CreateFunctionStmt',
  'CreateTrigStmt',
  'CreatePolicyStmt',
  'RuleStmt',
  'CreateStatsStmt',
  'DefineStmt',
  'CreateRoleStmt',
  'CreatePublicationStmt',
  'CreatedbStmt',
  'CreateFdwStmt',
  'CreateForeignServerStmt',
  'CreateUserMappingStmt',
  'CreateCastStmt',
  'CreateEventTrigStmt',
  'CreateConversionStmt',
  'CreateTransformStmt',
  'CreateOpClassStmt',
  'CreateOpFamilyStmt',
  'CreateAmStmt',
  'CreateSubscriptionStmt',
] as const;

/** What a CREATE makes that is neither table nor index; undefined for another statement. */
export function createObjectAction(node: Node, context: ParseContext): Action[] | undefined {
  const { searched } = context;
  const create = (what: string, name: Name, more: Partial<Create> = {}): Action[] => [
    {
      kind: 'create',
      what,
      name,
      on: undefined,
      owner: undefined,
      guarded: false,
      labels: [],
      constraints: 0,
      shape: shapeOf(node),
      index: context.offsetOf(undefined),
      ...more,
    },
  ];
  const named = (parts: readonly string[]): Name => nameFrom(parts, searched);
  if ('ViewStmt' in node) {
    const { view, replace } = node.ViewStmt;
    return view && create('view', relationName(view, searched), { guarded: replace === true });
  }
  if ('CreateTableAsStmt' in node && node.CreateTableAsStmt.objtype === 'OBJECT_MATVIEW') {
    const { into, if_not_exists: guard } = node.CreateTableAsStmt;
    return into?.rel && create('materialized view', relationName(into.rel, searched), { guarded: guard === true });
  }
  if ('CreateSeqStmt' in node) {
    const { sequence, options = [], if_not_exists: guard } = node.CreateSeqStmt;
    const owner = ownedBy(options, searched);
    return sequence && create('sequence', relationName(sequence, searched), { guarded: guard === true, owner });
  }
  if ('AlterSeqStmt' in node) {
    const { sequence, options = [] } = node.AlterSeqStmt;
    const changes = options.some((each) => 'DefElem' in each && each.DefElem.defname === 'owned_by');
    return sequence === undefined || !changes
      ? []
      : [
          {
            kind: 'own-sequence',
            name: relationName(sequence, searched),
            owner: ownedBy(options, searched),
            index: context.offsetOf(undefined),
          },
        ];
  }
  if ('CreateSchemaStmt' in node) {
    const { schemaname = '', if_not_exists: guard } = node.CreateSchemaStmt;
    return create('schema', { schema: '', name: schemaname, qualified: false }, { guarded: guard === true });
  }
  if ('CreateExtensionStmt' in node) {
    const { extname = '', if_not_exists: guard } = node.CreateExtensionStmt;
    return create('extension', { schema: '', name: extname, qualified: false }, { guarded: guard === true });
  }
  if ('CreateEnumStmt' in node) {
    return create('type', named(strings(node.CreateEnumStmt.typeName)), { labels: strings(node.CreateEnumStmt.vals) });
  }
  if ('CreateDomainStmt' in node) {
    const { domainname, constraints = [] } = node.CreateDomainStmt;
    const count = constraints.filter(
      (each) => 'Constraint' in each && ['CONSTR_CHECK', 'CONSTR_NOTNULL'].includes(each.Constraint.contype ?? ''),
    ).length;
    return create('type', named(strings(domainname)), { constraints: count });
  }
  if ('CompositeTypeStmt' in node) {
    const { typevar } = node.CompositeTypeStmt;
    return typevar && create('type', relationName(typevar, searched));
  }
  if ('CreateRangeStmt' in node) {
    return create('type', named(strings(node.CreateRangeStmt.typeName)));
  }
  if ('CreateFunctionStmt' in node) {
    const { funcname, replace } = node.CreateFunctionStmt;
    return create('function', named(strings(funcname)), { guarded: replace === true });
  }
  if ('CreateTrigStmt' in node) {
    const { trigname = '', relation, replace } = node.CreateTrigStmt;
    const on = relation && relationName(relation, searched);
    return create('trigger', onTable(on, trigname), { on, guarded: replace === true });
  }
  if ('CreatePolicyStmt' in node) {
    const { policy_name: name = '', table } = node.CreatePolicyStmt;
    const on = table && relationName(table, searched);
    return create('policy', onTable(on, name), { on });
  }
  if ('RuleStmt' in node) {
    const { rulename = '', relation, replace } = node.RuleStmt;
    const on = relation && relationName(relation, searched);
    return create('rule', onTable(on, rulename), { on, guarded: replace === true });
  }
  if ('CreateStatsStmt' in node) {
    const { defnames, if_not_exists: guard } = node.CreateStatsStmt;
    return create('statistics', named(strings(defnames)), { guarded: guard === true });
  }
  if ('DefineStmt' in node) {
    const { kind, defnames, if_not_exists: guard, replace } = node.DefineStmt;
    return create(kindWords(kind), named(strings(defnames)), { guarded: guard === true || replace === true });
  }
  if ('CreateRoleStmt' in node) {
    return create('role', { schema: '', name: node.CreateRoleStmt.role ?? '', qualified: false });
  }
  if ('CreatePublicationStmt' in node) {
    return create('publication', { schema: '', name: node.CreatePublicationStmt.pubname ?? '', qualified: false });
  }
  if ('CreatedbStmt' in node) {
    return create('database', { schema: '', name: node.CreatedbStmt.dbname ?? '', qualified: false });
  }
  const rare = rareObject(node, searched);
  return rare && create(rare.what, rare.name, { guarded: rare.guarded });
}

type Made = Pick<Create, 'what' | 'name' | 'guarded'>;

function unguarded(what: string, name: Name): Made {
  return { what, name, guarded: false };
}

/** What a CREATE makes that few migrations make. */
function rareObject(node: Node, searched: string): Made | undefined {
  if ('CreateFdwStmt' in node) {
    return unguarded('foreign data wrapper', withoutSchema(node.CreateFdwStmt.fdwname));
  }
  if ('CreateForeignServerStmt' in node) {
    const { servername, if_not_exists: guard } = node.CreateForeignServerStmt;
    return { what: 'server', name: withoutSchema(servername), guarded: guard === true };
  }
  if ('CreateUserMappingStmt' in node) {
    const { user, servername, if_not_exists: guard } = node.CreateUserMappingStmt;
    return { what: 'user mapping', name: userMappingName(user, servername), guarded: guard === true };
  }
  if ('CreateCastStmt' in node) {
    const { sourcetype, targettype } = node.CreateCastStmt;
    return unguarded('cast', castName([sourcetype, targettype]));
  }
  if ('CreateTransformStmt' in node) {
    const { type_name: type, lang, replace } = node.CreateTransformStmt;
    return { what: 'transform', name: transformName(type, lang), guarded: replace === true };
  }
  if ('CreateEventTrigStmt' in node) {
    return unguarded('event trigger', withoutSchema(node.CreateEventTrigStmt.trigname));
  }
  if ('CreateConversionStmt' in node) {
    return unguarded('conversion', nameFrom(strings(node.CreateConversionStmt.conversion_name), searched));
  }
  if ('CreateOpClassStmt' in node) {
    return unguarded('operator class', nameFrom(strings(node.CreateOpClassStmt.opclassname), searched));
  }
  if ('CreateOpFamilyStmt' in node) {
    return unguarded('operator family', nameFrom(strings(node.CreateOpFamilyStmt.opfamilyname), searched));
  }
  if ('CreateAmStmt' in node) {
    return unguarded('access method', withoutSchema(node.CreateAmStmt.amname));
  }
  return 'CreateSubscriptionStmt' in node
    ? unguarded('subscription', withoutSchema(node.CreateSubscriptionStmt.subname))
    : undefined;
}

/** The table of OWNED BY table.column. */
function ownedBy(options: readonly Node[], searched: string): Name | undefined {
  for (const option of options) {
    if ('DefElem' in option && option.DefElem.defname === 'owned_by' && option.DefElem.arg !== undefined) {
      const parts = 'List' in option.DefElem.arg ? strings(option.DefElem.arg.List.items) : [];
      return parts.length > 1 ? nameFrom(parts.slice(0, -1), searched) : undefined;
    }
  }
  return undefined;
}

/** A trigger or policy is known by its table's schema and its own name. */
function onTable(table: Name | undefined, name: string): Name {
  return { schema: table?.schema ?? '', name, qualified: false };
}

/** CREATE INDEX */
export function createIndexAction(index: IndexStmt, context: ParseContext): Action[] {
  const { relation, idxname, unique, concurrent, indexParams = [], whereClause } = index;
  if (relation === undefined) {
    return [];
  }
  const table = relationName(relation, context.searched);
  return [
    {
      kind: 'create-index',
      table,
      name: idxname === undefined ? undefined : { ...table, name: idxname },
      given: defaultIndexName(index),
      unique: unique === true,
      concurrently: concurrent === true,
      guarded: index.if_not_exists === true,
      columns: indexParams.map((each) => ('IndexElem' in each ? (each.IndexElem.name ?? '') : '')),
      mentioned: [
        ...[...indexParams, ...(index.indexIncludingParams ?? [])].flatMap((each) =>
          'IndexElem' in each ? [each.IndexElem.name ?? '', ...expression(each.IndexElem.expr ?? {}).columns] : [],
        ),
        ...expression(whereClause ?? {}).columns,
      ],
      partial: whereClause !== undefined,
      shape: shapeOf({ ...index, idxname: undefined, concurrent: undefined, relation: table.name }),
      index: context.offsetOf(undefined),
    },
  ];
}
