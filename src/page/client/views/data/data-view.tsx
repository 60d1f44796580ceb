import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PageData, PageTreeNode } from '../../../model.ts';
import { Filter } from '../../parts/select.tsx';
import { linkTo, linkWith } from '../../state/route.ts';
import { formatBytes, formatCount, plural } from '../../state/numbers.ts';
import { replaceWith } from '../../state/use-route.ts';
import { GapList } from './gap-list.tsx';
import { SeriesList } from './series-list.tsx';
import type { ViewProps } from '../view-props.ts';

/** Tables and series of one page; the filter finds the others. */
const MOST = 200;

/** The rows of a database: how many, over what time, and what belongs to whom. */
export function DataView({ model, route }: ViewProps): JSX.Element {
  const { data } = model;
  return data === null ? (
    <p class="note">This page was made without a database. Name one by --database-url to see its rows.</p>
  ) : (
    <div class="page">
      <p class="quiet">{data.source}</p>
      <Filter label="Filter" value={route.params.get('q') ?? ''} onInput={(q) => replaceWith(linkWith(route, { q }))} />
      <GapList data={data} filter={route.params.get('q') ?? ''} />
      <Tables data={data} filter={route.params.get('q') ?? ''} />
      <SeriesList data={data} filter={route.params.get('q') ?? ''} />
      {data.tree.length === 0 ? null : (
        <section class="card">
          <h2>Contents</h2>
          <Tree nodes={data.tree} depth={0} />
        </section>
      )}
    </div>
  );
}

function Tables({ data, filter }: { data: PageData; filter: string }): JSX.Element {
  const tables = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return data.tables
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .toSorted((one, other) => other.rows - one.rows || other.bytes - one.bytes);
  }, [data, filter]);
  const most = Math.max(1, ...tables.slice(0, 1).map(({ rows }) => rows));
  return (
    <section class="card">
      <h2>Rows</h2>
      {tables.length > MOST ? (
        <p class="note">
          The {MOST} largest of {plural(tables.length, 'table')}.
        </p>
      ) : null}
      <div class="wide">
        <table class="grid bars">
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" class="amount">
                Rows
              </th>
              <th scope="col" class="amount">
                Size
              </th>
              <th scope="col">
                <span class="hidden">Share</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tables.slice(0, MOST).map(({ name, rows, exact, bytes }) => (
              <tr key={name}>
                <th scope="row">
                  <a href={linkTo('schema', { object: `table ${name}` })}>{name}</a>
                </th>
                <td class="amount">
                  {exact ? '' : '≈ '}
                  {formatCount(rows)}
                </td>
                <td class="amount">{formatBytes(bytes)}</td>
                <td class="bar">
                  <span style={{ width: `${(100 * rows) / most}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Tree({ nodes, depth }: { nodes: readonly PageTreeNode[]; depth: number }): JSX.Element {
  return (
    <ul class="tree">
      {nodes.slice(0, MOST).map((node, index) => (
        <li key={index}>
          {node.children.length === 0 ? (
            <NodeText node={node} />
          ) : (
            <details open={depth === 0 && nodes.length < 4}>
              <summary>
                <NodeText node={node} />
              </summary>
              <Tree nodes={node.children} depth={depth + 1} />
            </details>
          )}
        </li>
      ))}
      {nodes.length > MOST ? <li class="quiet">and {formatCount(nodes.length - MOST)} more</li> : null}
    </ul>
  );
}

function NodeText({ node: { kind, label, detail } }: { node: PageTreeNode }): JSX.Element {
  return (
    <>
      <span class="kind">{kind}</span> {kind === 'dataset' ? <a href={linkTo('data', { q: label })}>{label}</a> : label}{' '}
      <span class="quiet">{detail}</span>
    </>
  );
}
