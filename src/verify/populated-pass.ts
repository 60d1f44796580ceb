import type { EmptyPass } from './empty-pass.ts';
import type { Climbed } from './findings.ts';
import type { MigrationTexts } from './migration-texts.ts';
import { climbPopulated } from './populated-climb.ts';
import type { Plan } from './plan.ts';
import { PopulatedBench } from './populated-bench.ts';
import { StateLost } from './state-lost.ts';
import { skipped } from './verdict.ts';
import type { Workbench } from './workbench.ts';

/**
 * Climbs the chain once more with rows in every table, as far as the empty pass came, and adds what only rows show to
 * what that has found. Of the chain the database has had the first `height`.
 *
 * @throws the errors of `PopulatedBench.prepare`
 */
export async function passPopulated(
  workbench: Workbench,
  { judged, steps }: EmptyPass,
  userRows: Plan['userRows'],
  onProgress: (step: string) => void,
  height = 0,
): Promise<void> {
  const bench = new PopulatedBench(workbench, userRows);
  const byVersion = new Map(judged.map((each) => [each.texts.migration.version, each]));
  const todo = judged.filter(({ effect }) => effect !== undefined);
  try {
    for (const { up } of steps.slice(height)) {
      const { migration } = up;
      const each = byVersion.get(migration.version);
      if (each === undefined) {
        await bench.replay({ migration, up: up.sql, down: undefined });
      } else if (each.effect !== undefined) {
        onProgress(`With rows, ${todo.indexOf(each) + 1} of ${todo.length}: ${migration.name}`);
        await climbPopulated(bench, each);
      }
    }
  } catch (error) {
    if (!(error instanceof StateLost)) {
      throw error;
    }
    giveUp(todo, error);
  }
}

/** The empty pass tells what is wrong with the up; here nothing more can be said. */
function giveUp(judged: readonly Climbed[], { texts }: StateLost): void {
  for (const { verdicts, texts: own } of judged) {
    if (own.migration.version >= texts.migration.version) {
      verdicts.dataKept = skipped(`${texts.migration.version}_${texts.migration.name} does not run again`);
    }
  }
}
