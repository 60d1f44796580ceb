import { diffRows } from '../../catalog/diff/diff-rows.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { explainSqlError } from '../../migrations/runner/explain-sql-error.ts';
import { renderSqlError } from '../../migrations/runner/sql-error.ts';
import { startChecked } from '../../servers/select.ts';
import { codeOf, messageOf, withCleanup } from '../../support/errors.ts';
import type { MigrationSource } from '../../verify/migration-source.ts';
import type { Plan } from '../../verify/plan.ts';
import type { VerifyRequest } from '../../verify/request.ts';
import { openTrialDatabase, type TrialDatabase } from '../../verify/sandbox/trial-database.ts';
import type { ObjectHistory, PageFailure, PageLock, PageMigration } from '../model.ts';
import { holderChanges, type HolderChanges } from './data-lost.ts';
import { Histories } from './histories.ts';
import { withImpliedLocks } from './implied-locks.ts';
import { lineFinder } from './line-finder.ts';

/** One migration that ran, and what it did. */
export interface RunMigration {
  source: MigrationSource;
  holders: HolderChanges;
  rows: PageMigration['rows'];
  locks: PageLock[];
}

/** What a chain does, as far as it runs. */
export interface ChainRun {
  /** The release of PostgreSQL, such as `18.4`. */
  postgres: string;
  /** The selected migrations that ran, and the one that failed. */
  migrations: RunMigration[];
  objects: ObjectHistory[];
  failure: PageFailure | null;
  /** What the snapshots do not cover. */
  uncovered: readonly string[];
}

/**
 * Runs all ups of a plan once, in a database that is dropped at the end, and takes a snapshot after each that is selected. A
 * file that fails ends the chain; it is no exception.
 *
 * @param locks those on the tables that the statements of each up name, by version
 * @throws the errors of `startChecked` and `openTrialDatabase`, save `PRELUDE_FAILED`
 */
export async function runChain(
  { plan, content, server: options }: VerifyRequest,
  locks: ReadonlyMap<bigint, PageLock[]>,
  onProgress: (step: string) => void,
): Promise<ChainRun> {
  const { server } = await startChecked(options);
  return withCleanup(
    async () => {
      const opened = await openTrialDatabase(server, plan, undefined, plan.ignoreRows).catch((error: unknown) => {
        if (codeOf(error) !== 'PRELUDE_FAILED') {
          throw error;
        }
        return { version: null, file: content.prelude?.file ?? null, line: null, lines: [messageOf(error)] };
      });
      const postgres = server.version.text;
      if ('lines' in opened) {
        return { postgres, migrations: [], objects: [], failure: opened, uncovered: [] };
      }
      return withCleanup(
        async () => ({ postgres, ...(await applyAll(opened, { plan, locks }, onProgress)) }),
        async () => void (await opened.close(server.kind !== 'existing')),
      );
    },
    () => server.stop(),
  );
}

async function applyAll(
  database: TrialDatabase,
  { plan: { chain, selected }, locks }: { plan: Plan; locks: ReadonlyMap<bigint, PageLock[]> },
  onProgress: (step: string) => void,
): Promise<Omit<ChainRun, 'postgres'>> {
  const histories = new Histories();
  const migrations: RunMigration[] = [];
  const uncovered = new Set<string>();
  let failure: PageFailure | null = null;
  let before: CatalogSnapshot | undefined;
  const look = async (): Promise<CatalogSnapshot> => {
    const snapshot = await database.takeSnapshot();
    snapshot.uncovered.forEach((what) => uncovered.add(what));
    return snapshot;
  };
  const first = async (): Promise<CatalogSnapshot> => {
    const snapshot = await look();
    histories.add(0, snapshot.objects);
    return snapshot;
  };
  for (const [index, source] of chain.entries()) {
    const { migration, up = '' } = source;
    const isSelected = selected.has(migration.version);
    onProgress(`Applying migration ${index + 1} of ${chain.length}: ${migration.name}`);
    before ??= isSelected ? await first() : undefined;
    const named = locks.get(migration.version) ?? [];
    const run = await database.run(up);
    if (!run.ok) {
      before ??= await first();
      migrations.push({ source, holders: { dropped: [], added: [] }, rows: [], locks: named });
      failure = await failureOf(source, run);
      break;
    }
    if (isSelected && before !== undefined) {
      const after = await look();
      const changes = histories.add(migrations.length + 1, after.objects, await lineFinder(up));
      migrations.push({
        source,
        holders: await holderChanges(up, before.objects, after.objects),
        locks: await withImpliedLocks(up, { before: before.objects, changes, locks: named }),
        rows: diffRows(before.rows, after.rows).map(({ table, before: was, after: is }) => ({
          table,
          before: was,
          after: is,
        })),
      });
      before = after;
    }
  }
  if (before === undefined) {
    await first();
  }
  return { migrations, objects: histories.all(), failure, uncovered: [...uncovered] };
}

async function failureOf(
  { migration, up = '' }: MigrationSource,
  run: { error: Error; completed: number },
): Promise<PageFailure> {
  const error = await explainSqlError(
    { file: migration.up ?? '', sql: up, error: run.error, completed: run.completed },
    { state: 'The migrations after it were not run.' },
  );
  return {
    version: String(migration.version),
    file: migration.up ?? null,
    line: error.line ?? null,
    lines: renderSqlError(error).split('\n'),
  };
}
