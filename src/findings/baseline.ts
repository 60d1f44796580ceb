import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';

import * as v from 'valibot';

import { codeOf, EnvironmentError, messageOf, UsageError } from '../support/errors.ts';
import { publishText } from '../support/publish.ts';
import { AXES, currentName } from './names.ts';

const FORMAT_VERSION = 2;

/** Stands for a version in entries about the client data. */
export const CLIENT_DATA = 'client-data';

/**
 * Folder of the migrations: in the file, its path from the folder of the file; in memory, an absolute path. Entries of
 * earlier releases have none and may be about any folder.
 */
const folder = v.optional(v.string());

const name = v.pipe(v.string(), v.transform(currentName));

const LINT_ENTRY = v.object({
  rule: name,
  /** Name of the file, without its folder. */
  file: v.string(),
  what: v.string(),
  fingerprint: v.string(),
  /** Written by an earlier release, whose fingerprints are not ours: any finding of the rule in the file matches. */
  anyInFile: v.optional(v.boolean()),
  folder,
});

const VERIFY_ENTRY = v.object({
  /** Digits as text, since a version may be larger than a JSON number can be; or the client data. */
  version: v.union([v.pipe(v.string(), v.digits()), v.literal(CLIENT_DATA)]),
  axis: v.pipe(name, v.picklist(AXES)),
  code: name,
  /** What the finding is about, as `stableDetails` has it; without it, every finding of the code matches. */
  details: v.optional(v.array(v.string())),
  folder,
});

export type LintEntry = v.InferOutput<typeof LINT_ENTRY>;

export type VerifyEntry = v.InferOutput<typeof VERIFY_ENTRY>;

/** The findings that a repository has had when the file was written: they are accepted, new ones are not. */
export interface Baseline {
  lint: LintEntry[];
  verify: VerifyEntry[];
}

/** The present form, and the two of version 1: one file for each command. */
const FILE = v.union([
  v.object({ formatVersion: v.literal(FORMAT_VERSION), lint: v.array(LINT_ENTRY), verify: v.array(VERIFY_ENTRY) }),
  v.pipe(
    v.object({ formatVersion: v.literal(1), findings: v.array(LINT_ENTRY) }),
    v.transform(({ findings }) => ({ lint: findings.map((entry) => ({ ...entry, anyInFile: true })), verify: [] })),
  ),
  v.pipe(
    v.object({ formatVersion: v.literal(1), accepted: v.array(VERIFY_ENTRY) }),
    v.transform(({ accepted }) => ({ lint: [], verify: accepted })),
  ),
]);

/**
 * Reads baselines and merges them. Files of version 1 are understood.
 *
 * @throws EnvironmentError `BASELINE_UNREADABLE`; UsageError `BAD_BASELINE` if a file is not a baseline
 */
export async function readBaseline(...files: readonly string[]): Promise<Baseline> {
  const parts = await Promise.all(files.map(readOne));
  return { lint: parts.flatMap(({ lint }) => lint), verify: parts.flatMap(({ verify }) => verify) };
}

async function readOne(file: string): Promise<Baseline> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new EnvironmentError(`cannot read the baseline ${file} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'BASELINE_UNREADABLE',
      hint: 'Write it with --update-baseline.',
      cause: error,
    });
  });
  try {
    const { lint, verify } = v.parse(FILE, JSON.parse(text));
    const located = <T extends { folder?: string | undefined }>(entry: T): T =>
      entry.folder === undefined ? entry : { ...entry, folder: resolve(dirname(file), entry.folder) };
    return { lint: lint.map((entry) => located(entry)), verify: verify.map((entry) => located(entry)) };
  } catch (error) {
    throw new UsageError(`${file} is not a baseline: ${messageOf(error)}`, {
      code: 'BAD_BASELINE',
      hint: 'Fix it, or remove it and write it again with --update-baseline.',
      cause: error,
    });
  }
}

/**
 * The entries about one folder of migrations, and those about others. Where there are none about this one, those about the
 * only folder that no longer exists count, since it may have been renamed.
 */
export function splitByFolder({ lint, verify }: Baseline, migrations: string): Record<'here' | 'elsewhere', Baseline> {
  const own = resolve(migrations);
  const folders = new Set([...lint, ...verify].flatMap((entry) => entry.folder ?? []));
  const vanished = [...folders].filter((each) => !existsSync(each));
  const renamed = folders.has(own) || vanished.length > 1 ? undefined : vanished[0];
  const isHere = ({ folder: of }: { folder?: string | undefined }): boolean =>
    of === undefined || of === own || of === renamed;
  const isElsewhere = (entry: { folder?: string | undefined }): boolean => !isHere(entry);
  return {
    here: { lint: lint.filter(isHere), verify: verify.filter(isHere) },
    elsewhere: { lint: lint.filter(isElsewhere), verify: verify.filter(isElsewhere) },
  };
}

/**
 * Writes a baseline, an entry a line so that git can merge it. The file is replaced as a whole, or stays as it was.
 *
 * @throws EnvironmentError `BASELINE_UNWRITABLE`
 */
export function writeBaseline(file: string, { lint, verify }: Baseline): void {
  const relocated = <T extends { folder?: string | undefined }>(entry: T): T =>
    entry.folder === undefined
      ? entry
      : {
          ...entry,
          folder:
            relative(dirname(resolve(file)), entry.folder)
              .split(sep)
              .join('/') || '.',
        };
  try {
    publishText(
      file,
      `{\n  "formatVersion": ${FORMAT_VERSION},\n${list('lint', lint.map(relocated))},\n${list('verify', verify.map(relocated))}\n}\n`,
    );
  } catch (error) {
    throw new EnvironmentError(`cannot write the baseline ${file} (${codeOf(error) ?? messageOf(error)})`, {
      code: 'BASELINE_UNWRITABLE',
      hint: 'Name a file in a folder that this user may write to.',
      cause: error,
    });
  }
}

function list(key: string, entries: readonly object[]): string {
  const lines = entries.map((entry) => `\n    ${JSON.stringify(entry)}`).join(',');
  return `  "${key}": [${lines === '' ? '' : `${lines}\n  `}]`;
}
