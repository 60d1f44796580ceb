import { contentHash } from '../../support/hash.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { Plan } from '../plan.ts';
import type { CheckedMigration, Verdicts } from './pass-results.ts';
import { AXES, type Finding, type VerdictEntry } from './verdict.ts';
import { fileLabel } from '../../support/file-label.ts';

/** What is stored, so that it stays valid when the folder is moved. */
export function entryOf(plan: Plan, { source, verdicts, unpopulated, untried }: CheckedMigration): VerdictEntry {
  const kinds = [...filesOf(plan, source)];
  const kindOf = (path: string): string | undefined => kinds.find(([, file]) => file === path)?.[0];
  return { verdicts: mapFiles(verdicts, kindOf), unpopulated, untried };
}

/** What was stored, for the files of this plan. */
export function checkedOf(
  plan: Plan,
  source: MigrationSource,
  { verdicts, unpopulated, untried }: VerdictEntry,
): CheckedMigration {
  const files = filesOf(plan, source);
  return { source, verdicts: mapFiles(verdicts, (kind) => files.get(kind)), unpopulated, untried };
}

/** For each version a hash of everything up to it. */
export function prefixKeys({ chain, userRows, clientRows }: Plan, root: string): Map<bigint, string> {
  let key = root;
  return new Map(
    chain.map(({ migration, up, down }) => {
      const { version } = migration;
      // Findings hold file names without folders.
      const names = [migration.up, migration.down].map((file) => fileLabel(file ?? ''));
      key = contentHash([
        key,
        String(version),
        ...names,
        textKey(up),
        textKey(down),
        textKey(userRows.get(version)?.sql),
        ...(clientRows !== undefined && version > clientRows.version ? [clientRows.key] : []),
      ]);
      return [version, key];
    }),
  );
}

/** A missing file differs from an empty one. */
export function textKey(text: string | undefined): string {
  return text === undefined ? '-' : `+${text}`;
}

function mapFiles(verdicts: Verdicts, map: (file: string) => string | undefined): Verdicts {
  const mapped = { ...verdicts };
  for (const axis of AXES) {
    const findings = verdicts[axis].findings.map((found): Finding => ({
      ...found,
      file: found.file && map(found.file),
    }));
    mapped[axis] = { ...verdicts[axis], findings };
  }
  return mapped;
}

function filesOf({ userRows }: Plan, { migration }: MigrationSource): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['up', migration.up],
    ['down', migration.down],
    ['rows', userRows.get(migration.version)?.file],
  ]);
}
