/** What is written in the place of a text of `bad.sql`. */
type Change = readonly [from: string, to: string];

/**
 * How the advice of a rule is tried on its fixture: `good` is `bad` as the advice says; or changes of `bad.sql` that a person
 * makes who follows it; or what a person has to decide, so that no text follows from it. Rules that are not listed are fixed
 * by `--fix`.
 */
export type RuleAdvice = 'good' | readonly Change[] | { decides: string };

const GOOD = [
  'client-data-down client-data-seen-by-golang-migrate client-data-tracked different-names duplicate-version',
  'edited-after-merge empty-file folder-instead-of-file ignored-name missing-down missing-up nested-folder-ignored',
  'not-readable syntax-error unusual-extension version-below-head version-too-large wrong-case',
  'malformed-ignore enum-value-used-at-once nested-begin not-in-transaction outside-transaction rolled-back',
  'schema-not-named session-setting several-transactions stray-commit temporary-table-left',
  'if-not-exists-hides-difference not-rerunnable repeated-conversion unnamed-constraint unnamed-index',
  'cascade down-definition-differs down-leaves-rows drop-has-dependents empty-down incomplete-down',
  'recreate-instead-of-rename undocumented-data-loss delete-all drop-and-add-column drop-table foreign-key-dropped',
  'nullable-column-without-default required-column check-validated detach-blocks domain-constraint',
  'foreign-key-validated index-drop-blocks lock-without-timeout long-work-under-lock mergeable-alters',
  'no-statement-timeout not-valid-then-validate primary-key-over-nulls unique-blocks wide-index',
  'assigned-twice char-column enum-type enum-value-not-placed foreign-key-without-index id-not-uuid',
  'interval-not-timestamptz interval-without-end json-column missing-comment money-column name-needs-quotes name-too-long',
  'no-primary-key prefer-bigint-key prefer-text serial-column series-without-metadata site-id-not-snake-case',
  'timestamp-without-zone set-not-null concurrently-refused refused-by-server partition-scanned',
].flatMap((line) => line.split(' '));

const APPLIED: Readonly<Record<string, RuleAdvice>> = {
  'update-all': [
    ['note = NULL;', 'note = NULL WHERE note = $$none$$;'],
    ['FROM energy.meter;', 'FROM energy.meter WHERE meter.site_id = site.site_id;'],
  ],
  'duplicate-index': [
    ['CREATE UNIQUE INDEX IF NOT EXISTS meter_id_idx ON energy.meter (meter_id);', ''],
    ['CREATE INDEX IF NOT EXISTS meter_serial_idx ON energy.meter (serial ASC NULLS LAST);', ''],
    ['CREATE INDEX IF NOT EXISTS meter_site_again_idx ON energy.meter USING btree (site_id);', ''],
    ['CREATE INDEX IF NOT EXISTS meter_lower_idx ON energy.meter (lower(serial)) WHERE site_id IS NOT NULL;', ''],
    ['fuel text UNIQUE DEFERRABLE', 'fuel text'],
  ],
  'duplicate-index-column': [
    [', site_id DESC', ''],
    ['(lower(serial), lower(serial))', '(lower(serial))'],
    [' INCLUDE (serial)', ''],
  ],
  'null-comparison': [
    ['note = NULL', 'note IS NULL'],
    ['serial <> NULL', 'serial IS NOT NULL'],
    ["'oil', NULL)", "'oil') OR fuel IS NULL"],
    ['fuel = NULL::text', 'fuel IS NULL'],
    ['CASE serial\n    WHEN NULL', 'CASE\n    WHEN serial IS NULL'],
    ["to_regclass('energy.site') = NULL", "to_regclass('energy.site') IS NULL"],
    ['NEW.fuel <> NULL', 'NEW.fuel IS NOT NULL'],
    ['note = NULL', 'note IS NULL'],
  ],
  'unused-ignore': [['-- elementaldb: allow drop-table it never held a row\n', '']],
  'index-blocks-writes': [
    ['BEGIN;', ''],
    ['CREATE INDEX', 'CREATE INDEX CONCURRENTLY'],
    ['END;', ''],
  ],
  'maintenance-blocks': [
    ['MATERIALIZED VIEW', 'MATERIALIZED VIEW CONCURRENTLY'],
    ['LOCK TABLE energy.meter;', ''],
  ],
  'volatile-default': [
    [
      'uuid DEFAULT gen_random_uuid();',
      'uuid;\nALTER TABLE energy.meter ALTER COLUMN meter_id SET DEFAULT gen_random_uuid();',
    ],
  ],
  'column-rewrites-table': [['bigserial', 'bigint']],
  'drop-column': [
    [
      'ALTER TABLE energy.meter DROP COLUMN IF EXISTS kind;',
      `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'energy.meter'::regclass AND attname = 'kind') THEN
        ALTER TABLE energy.meter RENAME COLUMN kind TO dropped_kind;
    END IF;
END
$$;`,
    ],
  ],
  truncate: [['TRUNCATE energy.reading;', 'DELETE FROM energy.reading WHERE end_ts < start_ts;']],
  'drop-database': [['DROP DATABASE IF EXISTS old_energy;', '']],
  'self-referring-update': [
    [
      'SET consumption_wh = consumption_wh * 1000;',
      'SET consumption_wh = consumption_wh * 1000 WHERE consumption_wh < 1;',
    ],
    ['runs = energy.counter.runs + 1', 'runs = excluded.runs'],
    ['SET runs = old.runs + 1', 'SET runs = new.runs'],
    ['SET runs = runs + 1 RETURNING', 'SET runs = 1 RETURNING'],
  ],
  'unguarded-alter': [
    ['ALTER PUBLICATION readings ADD TABLE', 'ALTER PUBLICATION readings SET TABLE'],
    [
      'IMPORT FOREIGN SCHEMA public FROM SERVER archive INTO old;',
      `DO $$
BEGIN
    IF to_regclass('old.reading') IS NULL THEN
        IMPORT FOREIGN SCHEMA public FROM SERVER archive INTO old;
    END IF;
END
$$;`,
    ],
  ],
  'unguarded-column': [['ADD COLUMN serial_number', 'ADD COLUMN IF NOT EXISTS serial_number']],
  'unguarded-create': [
    [
      'SELECT * INTO energy.site_copy FROM energy.site;',
      'CREATE TABLE IF NOT EXISTS energy.site_copy AS SELECT * FROM energy.site;',
    ],
  ],
  'unguarded-insert': [
    ["('gas'), ('elec');", "('gas'), ('elec') ON CONFLICT (fuel_id) DO NOTHING;"],
    [
      'VALUES ((SELECT site_id FROM energy.site LIMIT 1));',
      'SELECT s.site_id FROM energy.site s WHERE NOT EXISTS (SELECT FROM energy.meter m WHERE m.site_id = s.site_id);',
    ],
    [
      "VALUES ('first') ON CONFLICT DO NOTHING;",
      "SELECT 'first' WHERE NOT EXISTS (SELECT FROM energy.note WHERE text = 'first');",
    ],
    ["VALUES ('flat') RETURNING", "VALUES ('flat') ON CONFLICT (name) DO NOTHING RETURNING"],
  ],
  'drop-not-null': { decides: 'who reads the column and may not expect NULL' },
  'renamed-in-use': { decides: 'whether services still use the old name' },
  'type-narrowed': { decides: 'what happens to values that do not fit' },
  'table-rewritten': { decides: 'when nothing uses the table' },
  'type-rewrites-table': { decides: 'how the rows are copied while services write' },
};

/** By the id of the rule. */
export const RULE_ADVICE: ReadonlyMap<string, RuleAdvice> = new Map([
  ...GOOD.map((id): [string, RuleAdvice] => [id, 'good']),
  ...Object.entries(APPLIED),
]);
