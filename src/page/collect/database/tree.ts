import type { Client } from 'pg';

import type { PageTreeNode } from '../../model.ts';

export interface TreeOptions {
  /** Whether names are shown beside the ids. */
  showPersonalData: boolean;
  /** Called with what was left out. */
  note: (text: string) => void;
}

/** So many nodes of each kind are shown. */
const MOST_NODES = 5000;

interface Row {
  id: string;
  parent: string | null;
  name: string | null;
}

interface DatasetRow extends Row {
  kind: string;
}

/** The tables of this field, whose clients have sites. */
const CLIENTS = 'client_info.clients';
const SITES = 'client_info.site_info';

/** The tables that say which site a dataset belongs to. */
const DATASET_TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS table, n.nspname AS schema
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE')
    AND EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = c.oid AND i.indisprimary AND i.indnkeyatts = 1 AND a.attname = 'dataset_id')
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'site_id' AND NOT a.attisdropped)
  ORDER BY 1`;

/** Clients, their sites, and the datasets of these; nothing where the tables of this field are not there. */
export async function readTree(client: Client, { showPersonalData, note }: TreeOptions): Promise<PageTreeNode[]> {
  const { rows: present } = await client.query<{ usable: boolean }>(
    `SELECT coalesce(bool_and(to_regclass(name) IS NOT NULL), false) AS usable FROM unnest($1::text[]) AS name`,
    [[CLIENTS, SITES]],
  );
  if (present[0]?.usable !== true) {
    return [];
  }
  const name = showPersonalData ? 'name' : 'NULL::text';
  const ask = async <T extends Row>(sql: string, what: string): Promise<T[]> => {
    const { rows } = await client.query<T>(`${sql} LIMIT ${MOST_NODES + 1}`);
    if (rows.length > MOST_NODES) {
      note(`The database has more than ${MOST_NODES} ${what}: the first of them are shown.`);
      rows.pop();
    }
    return rows;
  };
  const clients = await ask<Row>(
    `SELECT client_id AS id, NULL::text AS parent, ${name} AS name FROM ${CLIENTS} ORDER BY client_id`,
    'clients',
  );
  const sites = await ask<Row>(
    `SELECT site_id AS id, client_id AS parent, ${name} AS name FROM ${SITES} ORDER BY site_id`,
    'sites',
  );
  const { rows: tables } = await client.query<{ table: string; schema: string }>(DATASET_TABLES);
  const datasets: DatasetRow[] = [];
  for (const { table, schema } of tables) {
    const rows = await ask<Row>(
      `SELECT dataset_id::text AS id, site_id AS parent, NULL::text AS name FROM ${table}
        WHERE site_id IS NOT NULL ORDER BY site_id, dataset_id`,
      `datasets in ${table}`,
    );
    datasets.push(...rows.map((row) => ({ ...row, kind: schema })));
  }
  return assembled(clients, sites, datasets);
}

function assembled(clients: readonly Row[], sites: readonly Row[], datasets: readonly DatasetRow[]): PageTreeNode[] {
  const bySite = grouped(datasets);
  const byClient = grouped(sites);
  const siteNode = (site: Row): PageTreeNode => {
    const own = bySite.get(site.id) ?? [];
    return {
      label: site.id,
      kind: 'site',
      detail: detail(site, own.length, 'dataset'),
      children: own.map(({ id, kind }) => ({ label: id, kind: 'dataset', detail: kind, children: [] })),
    };
  };
  const clientNodes = clients.map((each): PageTreeNode => {
    const own = byClient.get(each.id) ?? [];
    return { label: each.id, kind: 'client', detail: detail(each, own.length, 'site'), children: own.map(siteNode) };
  });
  return [...clientNodes, ...(byClient.get(null) ?? []).map(siteNode)];
}

function detail({ name }: Row, count: number, part: string): string {
  const counted = `${count} ${part}${count === 1 ? '' : 's'}`;
  return name === null ? counted : `${name}, ${counted}`;
}

function grouped<T extends Row>(rows: readonly T[]): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const row of rows) {
    const group = groups.get(row.parent) ?? [];
    groups.set(row.parent, group);
    group.push(row);
  }
  return groups;
}
