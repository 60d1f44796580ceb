/** How many databases are led through some random statements each; on a server of one's own, roles and all. */
export const RUNS = Number(process.env['ELEMENTALDB_FUZZ_RUNS'] ?? 5);

/** Roles belong to the cluster, and other tests create and drop some at the same time. */
export const OPTIONS = { clusterWide: false, ignoreTables: ['public.ignored'] };

export interface Step {
  /** Whether the session that runs it stays, with whatever it has not yet told the others. */
  stays: boolean;
  sql: string;
}

export function transaction(...sqls: readonly string[]): Step {
  return { stays: false, sql: ['BEGIN', ...sqls].join('; ') };
}
