import { actionRule } from '../../rule-builders/action-rule.ts';

export const maintenanceBlocks = actionRule({
  id: 'maintenance-blocks',
  group: 'locks and rewrites',
  condition:
    'REINDEX or REFRESH is used without CONCURRENTLY, or VACUUM FULL, CLUSTER or LOCK TABLE in SHARE mode or a stronger one is used',
  effect: 'Reads or writes are blocked until it is done; the larger the table, the longer it takes.',
  remedy:
    'Write CONCURRENTLY where it is possible; instead of VACUUM FULL and CLUSTER use a tool that copies the table.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk require-concurrent-reindex', 'squawk prefer-repack'],
  only: 'up',
  kinds: ['maintain'],
  check: ({ does, concurrently, name, blocks }, { isNew, schema, file }) =>
    concurrently ||
    does === 'vacuum' ||
    (does === 'lock' && blocks === undefined) ||
    (name !== undefined && (isNew(name) || schema.object('materialized view', name)?.origin.file === file.path))
      ? undefined
      : `${does.toUpperCase()} blocks ${blocks ?? 'other sessions'}`,
});
