import type { ColumnDef, Constraint, Node } from 'libpg-query';

import { defaultConstraintName, strings } from '../default-names.ts';
import type { ParseContext } from './action-readers.ts';
import { expression } from './expression.ts';
import { relationName } from './name.ts';
import { typeText } from './object-kinds.ts';
import type { ColumnSpec, ConstraintKind, ConstraintSpec, IdentityKind } from './table-spec.ts';

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_NOTNULL: 'not null',
};

/** The constraint; undefined for DEFAULT and the like, which the grammar calls constraints too. */
export function constraintSpec(
  constraint: Constraint,
  table: string,
  column: string | undefined,
  { searched, offsetOf }: ParseContext,
): ConstraintSpec | undefined {
  const kind = KINDS[constraint.contype ?? ''];
  if (kind === undefined) {
    return undefined;
  }
  const { conname, keys, fk_attrs: foreign, pktable, indexname, raw_expr: condition, location } = constraint;
  const named = [...strings(keys), ...strings(foreign)];
  return {
    kind,
    name: conname,
    given: defaultConstraintName(constraint, table, column),
    columns: named.length === 0 && column !== undefined ? [column] : named,
    references: pktable && relationName(pktable, searched),
    referencedColumns: strings(constraint.pk_attrs),
    unvalidated: constraint.skip_validation === true,
    usingIndex: indexname,
    condition: condition === undefined ? undefined : expression(condition),
    deferrable: constraint.deferrable === true,
    nullsNotDistinct: constraint.nulls_not_distinct === true,
    withoutOverlaps: constraint.without_overlaps === true,
    manner: JSON.stringify([
      constraint.deferrable ?? false,
      constraint.initdeferred ?? false,
      constraint.fk_upd_action ?? '',
      constraint.fk_del_action ?? '',
      constraint.nulls_not_distinct ?? false,
    ]),
    index: offsetOf(location),
  };
}

const SERIAL: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

/** The column, and the constraints that are written at it. */
export function columnSpec(
  column: ColumnDef,
  table: string,
  context: ParseContext,
): { column: ColumnSpec; constraints: ConstraintSpec[] } {
  const { colname = '', typeName, constraints = [], raw_default: raw, is_not_null: isNotNull, location } = column;
  const own = constraints.flatMap((each) => ('Constraint' in each ? [each.Constraint] : []));
  const specs = own.flatMap((each, i) => {
    return constraintSpec(qualified(each, own.slice(i + 1)), table, colname, context) ?? [];
  });
  const computed = own.find(({ contype }) => contype === 'CONSTR_GENERATED');
  const defaulted = own.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr ?? raw;
  const written = typeName === undefined ? '' : typeText(typeName);
  const names = strings(typeName?.names);
  const schema = names.length > 1 ? names[0] : undefined;
  const identity = own.find(({ contype }) => contype === 'CONSTR_IDENTITY');
  const serial = SERIAL[written];
  return {
    column: {
      name: colname,
      type: serial ?? written,
      typeSchema: schema === 'pg_catalog' ? undefined : schema,
      modifiers: integers(typeName?.typmods),
      notNull:
        isNotNull === true ||
        identity !== undefined ||
        serial !== undefined ||
        specs.some(({ kind }) => kind === 'not null' || kind === 'primary key'),
      notNullName: specs.find(({ kind }) => kind === 'not null')?.name,
      defaultValue: defaulted === undefined ? undefined : expression(defaulted),
      serial: serial !== undefined,
      identity: identity && identityKind(identity.generated_when),
      collation: collationOf(column),
      generated: computed && { stored: computed.generated_kind !== 'v', value: expression(computed.raw_expr) },
      index: context.offsetOf(location),
    },
    constraints: specs.filter(({ kind }) => kind !== 'not null'),
  };
}

/** A constraint of a column with the entries that follow and qualify it. */
function qualified(constraint: Constraint, following: readonly Constraint[]): Constraint {
  const end = following.findIndex(({ contype }) => contype?.startsWith('CONSTR_ATTR_') !== true);
  const attributes = new Set((end === -1 ? following : following.slice(0, end)).map(({ contype }) => contype));
  const deferred = constraint.initdeferred === true || attributes.has('CONSTR_ATTR_DEFERRED');
  return {
    ...constraint,
    skip_validation: constraint.skip_validation === true || attributes.has('CONSTR_ATTR_NOT_ENFORCED'),
    deferrable: constraint.deferrable === true || deferred || attributes.has('CONSTR_ATTR_DEFERRABLE'),
    initdeferred: deferred,
  };
}

/** By the letter of the parse tree. */
export function identityKind(when: string | undefined): IdentityKind {
  return when === 'a' ? 'ALWAYS' : 'BY DEFAULT';
}

function collationOf({ collClause, constraints = [] }: ColumnDef): string | undefined {
  const clause = collClause ?? constraints.flatMap((each) => ('CollateClause' in each ? [each.CollateClause] : []))[0];
  const name = strings(clause?.collname).at(-1);
  return name === 'default' ? undefined : name;
}

function integers(nodes: readonly Node[] | undefined): number[] {
  return (nodes ?? []).flatMap((node) => ('A_Const' in node ? [node.A_Const.ival?.ival ?? 0] : []));
}
