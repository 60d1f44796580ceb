/**
 * What verify judges of each migration:
 *
 * - `applies`: the up runs and does what it says;
 * - `idempotent`: a second up succeeds and changes nothing;
 * - `reversible`: the down runs and restores the state before the up;
 * - `dataPreserved`: rows that existed before the up are unchanged after up and down;
 * - `reappliable`: after the down, the up leads to the same state again;
 * - `sessionIndependent`: in one session with all earlier migrations, the up leads to the same state as alone;
 * - `resumable`: stopped between two of its transactions and run again as a whole, it leads to the same state;
 * - `shadowed`: no IF NOT EXISTS finds a different object of the same name.
 */
export const AXES = [
  'applies',
  'idempotent',
  'reversible',
  'dataPreserved',
  'reappliable',
  'sessionIndependent',
  'resumable',
  'shadowed',
] as const;

export type Axis = (typeof AXES)[number];

/** Every code of verify, with what it means; docs/verification.md has the details. */
export const CODE_MEANINGS = {
  'client-data-fails': 'The client data does not load.',
  'column-order': 'Columns come back in another order.',
  'down-acts': 'The down is declared irreversible, but reverts a part.',
  'down-differs': 'Up and down leave a difference.',
  'down-fails': 'The server rejects the down.',
  'down-loses-rows': 'The down loses rows that existed before the up.',
  'down-missing': 'The down is missing.',
  'ledger-lost': "A file removes golang-migrate's table or its row.",
  shadowed: 'IF NOT EXISTS finds a different object of that name.',
  'names-only': 'Restored objects have other names.',
  'resume-differs': 'Stopped half-way and run again, the up leads to another state.',
  'resume-fails': 'Stopped half-way, the up fails when it is run again.',
  'second-up-changes': 'A second up changes something.',
  'second-up-fails': 'A second up fails.',
  'sequence-behind': 'The up leaves a sequence behind its column.',
  'session-differs': 'In one session with the migrations before it, the up leads to another state.',
  'session-fails': 'In one session with the migrations before it, the up fails.',
  'third-up-differs': 'After the down, the up leads to another state.',
  'third-up-fails': 'After the down, the up fails.',
  'up-changes-nothing': 'The up changes nothing.',
  'up-destroys-rows': 'The up destroys rows that no down can restore.',
  'up-fails': 'The server rejects the up.',
  'up-fails-again': 'The up ran once, but not again from the same state.',
  'up-rolls-back': 'The file ends in ROLLBACK.',
  'user-rows-fail': 'The server rejects the rows of the populate folder for this version.',
} as const;

export type FindingCode = keyof typeof CODE_MEANINGS;

export const FINDING_CODES: readonly FindingCode[] = Object.keys(CODE_MEANINGS).filter(
  (code): code is FindingCode => code in CODE_MEANINGS,
);

/** The id of every lint rule, so that verify tells a rule in a comment from a misspelled axis. */
export const RULE_IDS: readonly string[] = [
  'assigned-twice',
  'cascade',
  'char-column',
  'check-validated',
  'client-data-down',
  'client-data-seen-by-golang-migrate',
  'client-data-tracked',
  'column-rewrites-table',
  'delete-all',
  'detach-blocks',
  'different-names',
  'domain-constraint',
  'down-definition-differs',
  'down-leaves-rows',
  'drop-and-add-column',
  'drop-column',
  'drop-database',
  'drop-has-dependents',
  'drop-not-null',
  'drop-table',
  'duplicate-version',
  'edited-after-merge',
  'empty-down',
  'empty-file',
  'enum-type',
  'enum-value-not-placed',
  'enum-value-used-at-once',
  'folder-instead-of-file',
  'foreign-key-dropped',
  'foreign-key-validated',
  'foreign-key-without-index',
  'id-not-uuid',
  'if-not-exists-hides-difference',
  'ignored-name',
  'incomplete-down',
  'index-blocks-writes',
  'index-drop-blocks',
  'interval-not-timestamptz',
  'interval-without-end',
  'json-column',
  'lock-without-timeout',
  'long-work-under-lock',
  'maintenance-blocks',
  'malformed-ignore',
  'mergeable-alters',
  'missing-comment',
  'missing-commit',
  'missing-down',
  'missing-up',
  'money-column',
  'name-needs-quotes',
  'name-too-long',
  'nested-begin',
  'nested-folder-ignored',
  'no-primary-key',
  'no-statement-timeout',
  'not-in-transaction',
  'not-readable',
  'not-rerunnable',
  'not-valid-then-validate',
  'not-wrapped',
  'nullable-column-without-default',
  'outside-transaction',
  'prefer-bigint-key',
  'prefer-text',
  'primary-key-over-nulls',
  'recreate-instead-of-rename',
  'renamed-in-use',
  'repeated-conversion',
  'required-column',
  'rolled-back',
  'schema-not-named',
  'self-referring-update',
  'serial-column',
  'series-without-metadata',
  'session-setting',
  'set-not-null',
  'several-transactions',
  'site-id-not-snake-case',
  'stray-commit',
  'syntax-error',
  'table-rewritten',
  'temporary-table-left',
  'timestamp-without-zone',
  'truncate',
  'type-narrowed',
  'type-rewrites-table',
  'undocumented-data-loss',
  'unguarded-alter',
  'unguarded-column',
  'unguarded-constraint',
  'unguarded-create',
  'unguarded-drop',
  'unguarded-enum-value',
  'unguarded-index',
  'unguarded-insert',
  'unguarded-rename',
  'unique-blocks',
  'unnamed-constraint',
  'unnamed-index',
  'unused-ignore',
  'unusual-extension',
  'version-below-head',
  'version-too-large',
  'volatile-default',
  'wide-index',
  'wrong-case',
];

/** Names of earlier releases, which comments, configuration and baselines may still hold. */
export const FORMER_NAMES: ReadonlyMap<string, string> = new Map([
  ['dataKept', 'dataPreserved'],
  ['sessionSafe', 'sessionIndependent'],
  ['masked', 'shadowed'],
  ['gone-when-run-again', 'not-rerunnable'],
  ['loss-not-said', 'undocumented-data-loss'],
  ['made-anew-instead-of-renamed', 'recreate-instead-of-rename'],
  ['rows-left', 'down-leaves-rows'],
  ['not-undone', 'incomplete-down'],
  ['not-restored', 'down-definition-differs'],
  ['guard-over-other-definition', 'if-not-exists-hides-difference'],
  ['still-referenced', 'drop-has-dependents'],
  ['validated-at-once', 'not-valid-then-validate'],
  ['default-not-considered', 'nullable-column-without-default'],
  ['limited-text', 'prefer-text'],
  ['small-key', 'prefer-bigint-key'],
  ['unseen-subfolder', 'nested-folder-ignored'],
]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ...[...RULE_IDS, ...FINDING_CODES, ...AXES].map((name): [string, string] => [plain(name), name]),
  ...[...FORMER_NAMES].map(([former, name]): [string, string] => [plain(former), name]),
]);

/**
 * The rule, code or axis of that name; undefined if there is none. `data-preserved`, `dataPreserved` and `data_preserved`
 * are the same, and names of earlier releases are understood.
 */
export function currentName(written: string): string | undefined {
  return NAMES.get(plain(written));
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}
