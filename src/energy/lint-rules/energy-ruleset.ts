import type { Severity } from '../../findings/finding.ts';
import type { Ruleset } from '../../lint/engine/ruleset.ts';
import { idNotUuid } from './id-not-uuid.ts';
import { intervalNotTimestamptz } from './interval-not-timestamptz.ts';
import { intervalWithoutEnd } from './interval-without-end.ts';
import { seriesWithoutMetadata } from './series-without-metadata.ts';
import { siteIdNotSnakeCase } from './site-id-not-snake-case.ts';

const ERRORS = [
  'cascade',
  'delete-all',
  'down-definition-differs',
  'down-leaves-rows',
  'empty-down',
  'id-not-uuid',
  'incomplete-down',
  'interval-not-timestamptz',
  'interval-without-end',
  'json-column',
  'missing-down',
  'not-rerunnable',
  'not-wrapped',
  'outside-transaction',
  'repeated-conversion',
  'self-referring-update',
  'session-setting',
  'several-transactions',
  'site-id-not-snake-case',
  'timestamp-without-zone',
  'truncate',
  'unguarded-alter',
  'unguarded-column',
  'unguarded-constraint',
  'unguarded-create',
  'unguarded-drop',
  'unguarded-enum-value',
  'unguarded-index',
  'unguarded-insert',
  'unguarded-rename',
  'unnamed-constraint',
  'unnamed-index',
];

const WARNINGS = [
  'foreign-key-without-index',
  'missing-comment',
  'name-needs-quotes',
  'nullable-column-without-default',
  'prefer-text',
  'schema-not-named',
  'series-without-metadata',
  'undocumented-data-loss',
];

/** Tables of this team are small enough to be locked for a moment; client data lies beside the migrations. */
const OFF = [
  'check-validated',
  'client-data-seen-by-golang-migrate',
  'foreign-key-validated',
  'prefer-bigint-key',
  'primary-key-over-nulls',
  'table-rewritten',
  'type-rewrites-table',
];

/** The rules of the energy domain, and the preset `elementaldb` with the conventions of the team behind this toolkit. */
export const ENERGY_RULESET: Ruleset = {
  rules: [idNotUuid, intervalNotTimestamptz, intervalWithoutEnd, seriesWithoutMetadata, siteIdNotSnakeCase],
  presets: {
    elementaldb: {
      extends: 'recommended',
      severities: { ...severities(ERRORS, 'error'), ...severities(WARNINGS, 'warning'), ...severities(OFF, 'off') },
    },
  },
};

function severities<T extends Severity | 'off'>(ids: readonly string[], severity: T): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [id, severity]));
}
