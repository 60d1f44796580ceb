import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import type { PageModel } from '../../model.ts';
import { HistoryLinks, StepLink } from '../parts/step-link.tsx';
import { commentOf, unitIn } from '../schema/comments.ts';
import { nameWithin } from '../schema/names.ts';
import { definitionOf, keyOf, type Part, type Relation, type SchemaState } from '../schema/state.ts';
import { SqlText } from '../sql/sql-text.tsx';
import { linkTo } from '../state/route.ts';
import { formatBytes, formatCount, plural } from '../state/numbers.ts';
import { DetailHead } from './object-detail.tsx';
import { removedParts, referringTables } from './relation-parts.ts';

interface RelationDetailProps {
  model: PageModel;
  state: SchemaState;
  relation: Relation;
  onClose: () => void;
}

/** A table or view with all its parts, and for each the migrations that made or changed it. */
export function RelationDetail({ model, state, relation, onClose }: RelationDetailProps): JSX.Element {
  const { history, step, columns, constraints, indexes, others, children, parents } = relation;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [relation.key]);
  const size = model.data?.tables.find(({ name }) => name === history.name);
  const comment = commentOf(relation);
  const partitionKey = step.definition['partition key'];
  const removed = removedParts(model, history, state);
  return (
    <section class="detail" aria-label={history.name} ref={box}>
      <DetailHead kind={history.kind} name={history.name} onClose={onClose} />
      {comment === undefined ? null : <p class="comment">{comment}</p>}
      <p class="facts">
        <HistoryLinks model={model} history={history} />
        <span>{plural(columns.length, 'column')}</span>
        {size === undefined ? null : (
          <span>
            {size.exact ? '' : 'about '}
            {plural(size.rows, 'row')}, {formatBytes(size.bytes)}
          </span>
        )}
        {partitionKey === undefined ? null : <span>partitioned by {String(partitionKey)}</span>}
        {step.definition['partition bound'] === undefined ? null : (
          <span>partition {String(step.definition['partition bound'])}</span>
        )}
        {parents.map((parent) => (
          <span key={parent}>
            of <ObjectLink name={`table ${parent}`} text={parent} />
          </span>
        ))}
      </p>
      <Columns model={model} relation={relation} />
      {typeof step.definition['definition'] === 'string' ? (
        <Block title="Definition" count={1}>
          <SqlText sql={step.definition['definition']} />
        </Block>
      ) : null}
      <Parts title="Constraints" model={model} relation={relation} parts={constraints} />
      <Parts title="Indexes" model={model} relation={relation} parts={indexes} />
      <Parts title="Triggers, policies and others" model={model} relation={relation} parts={others} withKind />
      <Links title="Partitions and children" keys={children} state={state} />
      <Links title="Referenced by" keys={referringTables(state, relation)} state={state} />
      {removed.length === 0 ? null : (
        <Block title="Removed parts" count={removed.length}>
          <ul class="plain">
            {removed.map((part) => (
              <li key={keyOf(part)}>
                <span class="kind">{part.kind}</span> {nameWithin(part.name, history.name)}{' '}
                <HistoryLinks model={model} history={part} />
              </li>
            ))}
          </ul>
        </Block>
      )}
    </section>
  );
}

function Block({ title, count, children }: { title: string; count: number; children: ComponentChildren }): JSX.Element {
  return (
    <div class="block">
      <h3>
        {title} {count > 1 ? <span class="quiet">{formatCount(count)}</span> : null}
      </h3>
      {children}
    </div>
  );
}

function ObjectLink({ name, text }: { name: string; text: string }): JSX.Element {
  return <a href={linkTo('schema', { object: name })}>{text}</a>;
}

function Links({
  title,
  keys,
  state,
}: {
  title: string;
  keys: readonly string[];
  state: SchemaState;
}): JSX.Element | null {
  return keys.length === 0 ? null : (
    <Block title={title} count={keys.length}>
      <ul class="plain columns">
        {keys.map((key) => {
          const relation = state.relations.get(key);
          const bound = relation?.step.definition['partition bound'];
          return (
            <li key={key}>
              <ObjectLink name={key} text={relation?.history.name ?? key} />{' '}
              <span class="quiet">{bound === undefined ? '' : String(bound)}</span>
            </li>
          );
        })}
      </ul>
    </Block>
  );
}

function Columns({ model, relation }: { model: PageModel; relation: Relation }): JSX.Element | null {
  const { columns, history, primaryKey, foreignKeys } = relation;
  const comments = columns.map(commentOf);
  const units = comments.map((comment) => (comment === undefined ? undefined : unitIn(comment)));
  const targets = new Map(foreignKeys.flatMap((foreign) => foreign.columns.map((column) => [column, foreign.target])));
  return columns.length === 0 ? null : (
    <div class="wide">
      <table class="grid parts">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            {units.some((unit) => unit !== undefined) ? <th scope="col">Unit</th> : null}
            {comments.some((comment) => comment !== undefined) ? <th scope="col">Comment</th> : null}
            <th scope="col">Migrations</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => {
            const name = nameWithin(column.history.name, history.name);
            const target = targets.get(name);
            return (
              <tr key={column.history.name}>
                <th scope="row">
                  {name} {primaryKey.has(name) ? <span class="key">PK</span> : null}
                  {target === undefined ? null : (
                    <a class="key" href={linkTo('schema', { object: `table ${target}` })} title={`refers to ${target}`}>
                      FK
                    </a>
                  )}
                </th>
                <td>
                  <SqlText sql={column.step.summary} />
                  <Earlier model={model} part={column} />
                </td>
                {units.some((unit) => unit !== undefined) ? <td>{units[index]}</td> : null}
                {comments.some((comment) => comment !== undefined) ? <td class="prose">{comments[index]}</td> : null}
                <td>
                  <HistoryLinks model={model} history={column.history} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What a part was before, the latest first, and the migration that changed it. */
function Earlier({ model, part: { history, step } }: { model: PageModel; part: Part }): JSX.Element {
  const changes = history.changes.slice(0, history.changes.indexOf(step) + 1).toReversed();
  const earlier = changes.flatMap((now, index) => {
    const was = changes[index + 1];
    return now.change === 'changed' && was !== undefined && was.summary !== now.summary ? [{ was, now }] : [];
  });
  return (
    <>
      {earlier.map(({ was, now }) => (
        <p key={now.at} class="earlier">
          until <StepLink model={model} step={now} />: <SqlText sql={was.summary} />
        </p>
      ))}
    </>
  );
}

interface PartsProps {
  title: string;
  model: PageModel;
  relation: Relation;
  parts: readonly Part[];
  withKind?: boolean;
}

function Parts({ title, model, relation, parts, withKind = false }: PartsProps): JSX.Element | null {
  return parts.length === 0 ? null : (
    <Block title={title} count={parts.length}>
      <div class="wide">
        <table class="grid parts">
          <tbody>
            {parts.map((part) => {
              const comment = commentOf(part);
              return (
                <tr key={keyOf(part.history)}>
                  <th scope="row">
                    {withKind ? <span class="kind">{part.history.kind} </span> : null}
                    {nameWithin(part.history.name, relation.history.name)}
                  </th>
                  <td>
                    <SqlText sql={definitionOf(part)} />
                    {comment === undefined ? null : <p class="comment">{comment}</p>}
                  </td>
                  <td>
                    <HistoryLinks model={model} history={part.history} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Block>
  );
}
