import { closestName, plainName } from '../support/closest-name.ts';

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

/** What people call the axes; titles of the columns in the terminal, of which eight have to fit beside a name. */
export const AXIS_TITLES: Readonly<Record<Axis, string>> = {
  applies: 'up',
  idempotent: 'idempotent',
  reversible: 'down',
  dataPreserved: 'data',
  reappliable: 're-up',
  sessionIndependent: 'session',
  resumable: 'resume',
  shadowed: 'shadow',
};

/** Every code of verify, with what it means; docs/verification.md has the details. */
export const CODE_MEANINGS = {
  'client-data-fails': 'The client data does not load.',
  'connection-lost': 'The file ends its session or the server.',
  'column-order': 'Columns come back in another order.',
  'down-acts': 'The down is declared irreversible, but reverts a part.',
  'down-differs': 'Up and down leave a difference.',
  'down-fails': 'The server rejects the down.',
  'down-loses-rows': 'The down loses rows that existed before the up.',
  'down-missing': 'The down is missing.',
  'ledger-lost': "A file removes golang-migrate's table or its row.",
  shadowed: 'IF NOT EXISTS finds a different object of that name.',
  'not-reached': 'An earlier file ended the chain, so nothing is known about this one.',
  'login-fails': 'After the up nobody can connect.',
  'names-only': 'Restored objects have other names.',
  'resume-differs': 'Stopped half-way and run again, the up leads to another state.',
  'resume-fails': 'Stopped half-way, the up fails when it is run again.',
  'second-up-changes': 'A second up changes something.',
  'second-up-destroys-rows': 'A second up destroys rows or values that were written after the first.',
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
  'verify-stopped': 'After the file, verify cannot continue.',
  'user-rows-fail': 'The server rejects the rows of the populate folder for this version.',
} as const;

export type FindingCode = keyof typeof CODE_MEANINGS;

export const FINDING_CODES: readonly FindingCode[] = Object.keys(CODE_MEANINGS).filter(
  (code): code is FindingCode => code in CODE_MEANINGS,
);

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
  ...[...FINDING_CODES, ...AXES].map((name): [string, string] => [plainName(name), name]),
  ...[...FORMER_NAMES].map(([former, name]): [string, string] => [plainName(former), name]),
]);

/**
 * The rule, code or axis of that name: `data-preserved`, `dataPreserved` and `data_preserved` are the same, and names of
 * earlier releases are understood. Any other name is returned as it is.
 */
export function currentName(written: string): string {
  return NAMES.get(plainName(written)) ?? written;
}

const VERIFY_NAMES: ReadonlySet<string> = new Set([...AXES, ...FINDING_CODES, 'irreversible']);

/** Whether verify knows the name: an axis, a code, or `irreversible`. */
export function isVerifyName(name: string): boolean {
  return VERIFY_NAMES.has(name);
}

/** The name of verify that is meant: the axis of a column's title, or the name that differs in at most two letters. */
export function similarVerifyName(name: string): string | undefined {
  const titled = AXES.find((axis) => AXIS_TITLES[axis] === name);
  return titled ?? closestName(name, VERIFY_NAMES);
}
