import type { Node, RangeVar } from 'libpg-query';

import { strings } from '../default-names.ts';
import type { Action, Create } from './action.ts';
import type { ActionReaders, NodeOf, ParseContext } from './action-readers.ts';
import { shapeOf } from './expression.ts';
import { nameFrom, relationName, type Name } from './name.ts';
import { castName, kindWords, transformName, typeText, userMappingName, withoutSchema } from './object-kinds.ts';
import { columnSpec } from './table-parts.ts';

/** Properties of a created object; all others have defaults. */
interface Description extends Partial<Omit<Create, 'what' | 'name' | 'guarded'>> {
  what: string;
  name: Name;
  /** IF NOT EXISTS or OR REPLACE is written. */
  guarded?: boolean | undefined;
}

type Describe<Statement> = (statement: Statement, searched: string, context: ParseContext) => Description | undefined;

function creating<Statement>(describe: Describe<Statement>) {
  return (statement: Statement, context: ParseContext): Action[] => {
    const described = describe(statement, context.searched, context);
    return described === undefined
      ? []
      : [
          {
            kind: 'create',
            on: undefined,
            owner: undefined,
            labels: [],
            columns: [],
            constraints: 0,
            base: undefined,
            args: undefined,
            shape: shapeOf(statement),
            index: context.offsetOf(undefined),
            ...described,
            guarded: described.guarded === true,
          },
        ];
  };
}

/** What a CREATE makes that is neither table nor index. */
export const CREATE_OBJECT: ActionReaders = {
  ViewStmt: creating(
    ({ view, replace }, searched) => view && { what: 'view', name: relationName(view, searched), guarded: replace },
  ),
  CreateSeqStmt: creating(
    ({ sequence, options, if_not_exists: guarded }, searched) =>
      sequence && {
        what: 'sequence',
        name: relationName(sequence, searched),
        guarded,
        owner: ownerOfSequence(options, searched),
      },
  ),
  CreateSchemaStmt: creating(({ schemaname, if_not_exists: guarded }) => ({
    what: 'schema',
    name: withoutSchema(schemaname),
    guarded,
  })),
  CreateExtensionStmt: creating(({ extname, if_not_exists: guarded }) => ({
    what: 'extension',
    name: withoutSchema(extname),
    guarded,
  })),
  CreateEnumStmt: creating(({ typeName, vals }, searched) => ({
    what: 'type',
    name: nameFrom(strings(typeName), searched),
    labels: strings(vals),
    shape: () =>
      strings(vals)
        .map((label) => `"sval":${JSON.stringify(label)}`)
        .join(' '),
  })),
  CreateDomainStmt: creating(({ domainname, typeName, constraints = [] }, searched, context) => ({
    what: 'type',
    name: nameFrom(strings(domainname), searched),
    base: typeName && columnSpec({ typeName }, '', context).column,
    constraints: constraints.filter(
      (each) => 'Constraint' in each && ['CONSTR_CHECK', 'CONSTR_NOTNULL'].includes(each.Constraint.contype ?? ''),
    ).length,
  })),
  CompositeTypeStmt: creating(
    ({ typevar, coldeflist = [] }, searched, context) =>
      typevar && {
        what: 'type',
        name: relationName(typevar, searched),
        columns: coldeflist.flatMap((each) =>
          'ColumnDef' in each ? [columnSpec(each.ColumnDef, typevar.relname ?? '', context).column] : [],
        ),
      },
  ),
  CreateRangeStmt: creating(({ typeName }, searched) => ({
    what: 'type',
    name: nameFrom(strings(typeName), searched),
  })),
  CreateFunctionStmt: creating(({ funcname, replace, parameters = [] }, searched) => ({
    what: 'function',
    name: nameFrom(strings(funcname), searched),
    guarded: replace,
    args: parameters.flatMap(argumentType),
  })),
  CreateTrigStmt: creating(({ trigname, relation, replace }, searched) => ({
    what: 'trigger',
    ...onTable(trigname, relation, searched),
    guarded: replace,
  })),
  CreatePolicyStmt: creating(({ policy_name: name, table }, searched) => ({
    what: 'policy',
    ...onTable(name, table, searched),
  })),
  RuleStmt: creating(({ rulename, relation, replace }, searched) => ({
    what: 'rule',
    ...onTable(rulename, relation, searched),
    guarded: replace,
  })),
  CreateStatsStmt: creating(({ defnames, relations, if_not_exists: guarded }, searched) => ({
    what: 'statistics',
    name: nameFrom(strings(defnames), searched),
    owner: relations?.flatMap((each) => ('RangeVar' in each ? [relationName(each.RangeVar, searched)] : []))[0],
    guarded,
  })),
  DefineStmt: creating(({ kind, defnames, if_not_exists: guard, replace }, searched) => ({
    what: kindWords(kind),
    name: nameFrom(strings(defnames), searched),
    guarded: guard === true || replace === true,
  })),
  CreateRoleStmt: creating(({ role }) => ({ what: 'role', name: withoutSchema(role) })),
  CreatePublicationStmt: creating(({ pubname }) => ({ what: 'publication', name: withoutSchema(pubname) })),
  CreatedbStmt: creating(({ dbname }) => ({ what: 'database', name: withoutSchema(dbname) })),
  CreateFdwStmt: creating(({ fdwname }) => ({ what: 'foreign data wrapper', name: withoutSchema(fdwname) })),
  CreateForeignServerStmt: creating(({ servername, if_not_exists: guarded }) => ({
    what: 'server',
    name: withoutSchema(servername),
    guarded,
  })),
  CreateUserMappingStmt: creating(({ user, servername, if_not_exists: guarded }) => ({
    what: 'user mapping',
    name: userMappingName(user, servername),
    guarded,
  })),
  CreateCastStmt: creating(({ sourcetype, targettype }) => ({
    what: 'cast',
    name: castName([sourcetype, targettype]),
  })),
  CreateTransformStmt: creating(({ type_name: type, lang, replace }) => ({
    what: 'transform',
    name: transformName(type, lang),
    guarded: replace,
  })),
  CreateEventTrigStmt: creating(({ trigname }) => ({ what: 'event trigger', name: withoutSchema(trigname) })),
  CreateConversionStmt: creating(({ conversion_name: name }, searched) => ({
    what: 'conversion',
    name: nameFrom(strings(name), searched),
  })),
  CreateOpClassStmt: creating(({ opclassname }, searched) => ({
    what: 'operator class',
    name: nameFrom(strings(opclassname), searched),
  })),
  CreateOpFamilyStmt: creating(({ opfamilyname }, searched) => ({
    what: 'operator family',
    name: nameFrom(strings(opfamilyname), searched),
  })),
  CreateAmStmt: creating(({ amname }) => ({ what: 'access method', name: withoutSchema(amname) })),
  CreateSubscriptionStmt: creating(({ subname }) => ({ what: 'subscription', name: withoutSchema(subname) })),
};

/** CREATE MATERIALIZED VIEW, whose node is that of CREATE TABLE … AS. */
export const createMaterializedView = creating<NodeOf<'CreateTableAsStmt'>>(
  ({ into, if_not_exists: guarded }, searched) =>
    into?.rel && { what: 'materialized view', name: relationName(into.rel, searched), guarded },
);

/** The table of OWNED BY table.column. */
export function ownerOfSequence(options: readonly Node[] = [], searched: string): Name | undefined {
  for (const option of options) {
    if ('DefElem' in option && option.DefElem.defname === 'owned_by' && option.DefElem.arg !== undefined) {
      const parts = 'List' in option.DefElem.arg ? strings(option.DefElem.arg.List.items) : [];
      return parts.length > 1 ? nameFrom(parts.slice(0, -1), searched) : undefined;
    }
  }
  return undefined;
}

/** A trigger or policy is known by its table's schema and its own name. */
function onTable(name = '', table: RangeVar | undefined, searched: string): Pick<Create, 'name' | 'on'> {
  const on = table && relationName(table, searched);
  return { name: { schema: on?.schema ?? '', name, qualified: false }, on };
}

function argumentType(node: Node): string[] {
  const { mode, argType } = 'FunctionParameter' in node ? node.FunctionParameter : {};
  return argType === undefined || mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_TABLE' ? [] : [typeText(argType)];
}
