import { Content } from '../classify/content.ts';
import { degreeRange } from '../classify/degrees.ts';
import { isIdName, type Judgement, judgeText, KEEP, UNDECIDED } from '../classify/judge.ts';
import { hintOfComment, hintOfName, type NameHint } from '../classify/name-hints.ts';
import type { ColumnGroup } from '../source/column-groups.ts';
import type { SourceColumn } from '../source/read-columns.ts';
import { listsValues } from './listed-values.ts';
import { configuredDecision, decide, type Decision, type PlanContext } from './decision.ts';
import { areDegrees } from './degrees.ts';
import { DEGREES_REASON, judgeNumber } from './judge-numbers.ts';

/** Judges the columns of a group by the configuration, or by name, type, comment and all distinct values of its root. */
export async function judgeGroup(group: ColumnGroup, context: PlanContext): Promise<Decision> {
  const configured = configuredDecision(group, context);
  if (configured !== undefined) {
    return configured;
  }
  const { root } = group;
  const hint = hintOfColumn(root);
  switch (root.kind) {
    case 'text':
      return judgeTextColumn(group, context);
    case 'json':
      return decide(group, KEEP, 'no values', { isJson: true, isListed: false });
    case 'network':
      return decide(group, 'ip', 'by its type');
    case 'bytes':
      return decide(group, 'bytes', 'by its type');
    case 'pair':
      return root.baseType === 'point' || hint.hint === 'coordinates' || hintOfName(root.baseType, '') === 'coordinates'
        ? decide(group, 'coordinates', 'by its type')
        : decide(group, UNDECIDED, 'two numbers: a place, or something else?');
    case 'date':
    case 'time':
      return hint.hint === 'date'
        ? decide(group, 'date', `by its ${hint.source}`)
        : decide(group, KEEP, 'a time', { isListed: false });
    case 'number':
    case 'float':
      return judgeNumber(group, hint, context);
    case 'harmless':
      return root.baseType === 'uuid' && hint.hint === 'secret'
        ? decide(group, 'identifier', `by its ${hint.source}`)
        : decide(group, KEEP, 'by its type', { isListed: false });
    case 'unknown':
      return (await isEmpty(root, context))
        ? decide(group, KEEP, 'no values', { isListed: false })
        : decide(group, UNDECIDED, `the type ${root.type} cannot be looked into`);
  }
}

export interface ColumnHint {
  hint: NameHint;
  source: 'name' | 'comment';
}

/** What the name of a column says, else its comment. */
function hintOfColumn(column: SourceColumn): ColumnHint {
  const hint = hintOfName(column.name, column.table.name);
  return hint === undefined && column.comment !== null
    ? { hint: hintOfComment(column.comment), source: 'comment' }
    : { hint, source: 'name' };
}

async function judgeTextColumn(group: ColumnGroup, context: PlanContext): Promise<Decision> {
  const { root } = group;
  const content = new Content();
  for await (const value of context.values.of(group)) {
    if (context.pseudonyms.isOpen(value)) {
      content.addFormal(value);
    } else {
      content.add(value);
    }
  }
  if (content.values === 0) {
    return decide(group, KEEP, 'no values', { isListed: false });
  }
  if (content.jsonDocuments > 0 && content.jsonDocuments + content.harmless === content.values) {
    return decide(group, KEEP, 'JSON', { isJson: true, isListed: false });
  }
  const { rule, reason } = judgeContent(group, content);
  if (rule === KEEP && degreeRange(content.degrees) !== undefined && (await areDegrees(root, context))) {
    return decide(group, UNDECIDED, DEGREES_REASON);
  }
  return decide(group, rule, reason);
}

function judgeContent(group: ColumnGroup, content: Content): Judgement {
  const { root, sources, followers } = group;
  if (sources.every(({ checks, name }) => checks.some((check) => listsValues(check, name)))) {
    return { rule: KEEP, reason: 'a CHECK lists its values' };
  }
  const isKey = followers.length > 0 || isPrimaryKey(root);
  const { hint, source } = hintOfColumn(root);
  if (isKey && (hint === undefined || followers.length > 0)) {
    return content.formal === content.values
      ? { rule: KEEP, reason: 'numbers and ids' }
      : { rule: keyRule(content), reason: 'a key' };
  }
  const judged = judgeText(content, hint, source);
  // A word in a column of ids identifies, whatever it means: north_farm.
  return judged.rule === KEEP && hint === undefined && isIdName(root.name) && content.formal < content.values
    ? { rule: UNDECIDED, reason: 'ids made of words' }
    : judged;
}

/** Keys of a telling form keep it: a key of e-mail addresses, of meters. */
function keyRule({ mainShape, values }: Content): string {
  const [shape, count] = mainShape ?? ['person', 0];
  return count * 2 > values && shape !== 'person' && shape !== 'company' && shape !== 'address' ? shape : 'key';
}

function isPrimaryKey({ table, name }: SourceColumn): boolean {
  return table.keys.some(({ primary, columns }) => primary && columns.length === 1 && columns[0] === name);
}

async function isEmpty(column: SourceColumn, { client }: PlanContext): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM ${column.table.sql} AS t WHERE pg_catalog.to_jsonb(t) ->> $1 IS NOT NULL) AS exists`,
    [column.name],
  );
  return rows[0]?.exists !== true;
}
