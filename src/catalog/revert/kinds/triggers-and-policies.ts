import type { CatalogObject } from '../../snapshot/catalog-object.ts';
import { all, changedProperties, type Changed, type Derived, type DiffContext } from '../diff-context.ts';
import { clause, isTrue, literal, ownName, parentName, text } from '../object-text.ts';
import { commonOfNew } from '../owner-and-comment.ts';
import { dropNamed, noun } from '../sql-nouns.ts';

/** `DISABLE`, `ENABLE` or `ENABLE ALWAYS`. */
function firing(object: CatalogObject): string {
  const enabled = text(object, 'enabled');
  return enabled === undefined ? 'ENABLE' : enabled === 'disabled' ? 'DISABLE' : `ENABLE ${enabled.toUpperCase()}`;
}

/** A trigger or rule, whose definition is the whole statement. */
export function createDefined(object: CatalogObject, context: DiffContext): Derived {
  return isTrue(object, 'of a partition')
    ? []
    : all(
        definition(object),
        clause(object, 'enabled', () => enabling(object, firing(object))),
        commonOfNew(object, context),
      );
}

export function dropWithin(object: CatalogObject): Derived {
  return isTrue(object, 'of a partition') ? [] : dropNamed(object);
}

function definition(object: CatalogObject): string {
  return (text(object, 'definition') ?? '').replace(/;$/, '');
}

function enabling(object: CatalogObject, words: string): string {
  return `ALTER TABLE ${parentName(object)} ${words} ${object.kind.toUpperCase()} ${ownName(object)}`;
}

function isConstraintTrigger(trigger: CatalogObject): boolean {
  return text(trigger, 'definition')?.startsWith('CREATE CONSTRAINT ') === true;
}

export function alterDefined(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  const isRedefined = differs.has('definition');
  if ([...differs].some((property) => property !== 'definition' && property !== 'enabled')) {
    return undefined;
  }
  if (isTrue(after, 'of a partition') && isRedefined) {
    return [];
  }
  if (isRedefined && [before, after].some(isConstraintTrigger)) {
    return 'recreate';
  }
  const enabled = differs.has('enabled') || (isRedefined && text(before, 'enabled') !== undefined);
  return [
    ...(isRedefined ? [definition(before).replace(/^CREATE /, 'CREATE OR REPLACE ')] : []),
    ...(enabled ? [enabling(after, firing(before))] : []),
  ];
}

export function createPolicy(policy: CatalogObject, context: DiffContext): Derived {
  const command = text(policy, 'command') ?? 'all';
  const roles = text(policy, 'roles') ?? 'public';
  const statement = [
    `CREATE POLICY ${ownName(policy)} ON ${parentName(policy)}`,
    ...(policy.definition['permissive'] === false ? ['AS RESTRICTIVE'] : []),
    ...(command === 'all' ? [] : [`FOR ${command.toUpperCase()}`]),
    ...(roles === 'public' ? [] : [`TO ${roles}`]),
    ...clause(policy, 'using', (condition) => `USING (${condition})`),
    ...clause(policy, 'with check', (condition) => `WITH CHECK (${condition})`),
  ].join(' ');
  return all(statement, commonOfNew(policy, context));
}

export function alterPolicy(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  const isRemoved = ['using', 'with check'].some((each) => differs.has(each) && text(before, each) === undefined);
  if (differs.has('permissive') || differs.has('command') || isRemoved) {
    return 'recreate';
  }
  const clauses = [
    ...(differs.has('roles') ? [`TO ${text(before, 'roles')}`] : []),
    ...(differs.has('using') ? [`USING (${text(before, 'using')})`] : []),
    ...(differs.has('with check') ? [`WITH CHECK (${text(before, 'with check')})`] : []),
  ];
  return clauses.length === 0 ? [] : [`ALTER ${noun(after)} ${clauses.join(' ')}`];
}

export function createEventTrigger(trigger: CatalogObject, context: DiffContext): Derived {
  const tags = clause(trigger, 'tags', (list) => ` WHEN TAG IN (${list.split(', ').map(literal).join(', ')})`).join('');
  return all(
    `CREATE EVENT TRIGGER ${trigger.name} ON ${text(trigger, 'event')}${tags} EXECUTE FUNCTION ${text(trigger, 'function')}`,
    clause(trigger, 'enabled', () => `ALTER EVENT TRIGGER ${trigger.name} ${firing(trigger)}`),
    commonOfNew(trigger, context),
  );
}

export function alterEventTrigger(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  const differs = [...changedProperties(change)];
  return differs.some((property) => property !== 'enabled')
    ? 'recreate'
    : differs.map(() => `ALTER EVENT TRIGGER ${after.name} ${firing(before)}`);
}

export function createStatistics(statistics: CatalogObject, context: DiffContext): Derived {
  return all(
    definition(statistics),
    clause(statistics, 'target', (target) => `ALTER STATISTICS ${statistics.name} SET STATISTICS ${target}`),
    commonOfNew(statistics, context),
  );
}

export function alterStatistics(change: Changed): Derived | 'recreate' {
  const { before, after } = change;
  const differs = changedProperties(change);
  return differs.has('definition')
    ? 'recreate'
    : differs.has('target')
      ? [`ALTER STATISTICS ${after.name} SET STATISTICS ${text(before, 'target') ?? -1}`]
      : [];
}
