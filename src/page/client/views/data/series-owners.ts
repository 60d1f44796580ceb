import { useMemo } from 'preact/hooks';

import type { PageData, PageSeries, PageTreeNode } from '../../../model.ts';

export interface OwnedSeries extends PageSeries {
  /** The site whose dataset it is; empty if none is known. */
  owner: string;
}

/** The series with their sites, of which label, table or site hold the filter. */
export function useSeries(data: PageData, filter: string): OwnedSeries[] {
  return useMemo(() => {
    const owners = ownersOf(data.tree);
    const wanted = filter.trim().toLowerCase();
    return data.series
      .map((series) => ({ ...series, owner: owners.get(datasetOf(series)) ?? '' }))
      .filter(({ label, table, owner }) => `${label} ${table} ${owner}`.toLowerCase().includes(wanted));
  }, [data, filter]);
}

/** The dataset of a series, as the tree names it. */
function datasetOf({ label, table }: PageSeries): string {
  return label.slice(table.length + 1);
}

/** The site of each dataset, by the id of the dataset. */
function ownersOf(tree: readonly PageTreeNode[]): Map<string, string> {
  const owners = new Map<string, string>();
  const walk = (node: PageTreeNode, site: string): void => {
    const owner = node.kind === 'site' ? node.label : site;
    if (node.kind === 'dataset') {
      owners.set(node.label, owner);
    }
    node.children.forEach((child) => walk(child, owner));
  };
  tree.forEach((node) => walk(node, ''));
  return owners;
}
