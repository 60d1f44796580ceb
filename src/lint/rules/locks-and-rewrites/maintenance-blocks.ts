import type { Rule } from '../../engine/rule.ts';

export const maintenanceBlocks: Rule = {
  id: 'maintenance-blocks',
  group: 'locks and rewrites',
  condition: 'REINDEX or REFRESH without CONCURRENTLY, VACUUM FULL, CLUSTER or LOCK TABLE',
  effect: 'Reads or writes wait until it is done, which drops as long as the table is large.',
  remedy: 'Write CONCURRENTLY where there is such a form; leave VACUUM FULL and CLUSTER to a tool that copies beside.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: ['squawk require-concurrent-reindex', 'squawk prefer-repack'],
  only: 'up',
  on: 'action',
  kinds: ['maintain'],
  check: (action, { isNew, schema, file }) => {
    if (action.kind !== 'maintain' || action.concurrently || action.does === 'vacuum') {
      return undefined;
    }
    const { name } = action;
    const isOwn =
      name !== undefined && (isNew(name) || schema.object('materialized view', name)?.made.file === file.path);
    return isOwn ? undefined : { index: action.index, what: `${action.does.toUpperCase()} keeps others out` };
  },
};
