import { basename } from 'node:path';

import type { PostgresServer } from '../servers/server.ts';
import { codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { AsyncQueue } from '../support/async-queue.ts';
import { runEmptyPass, type EmptyPass, type Passed } from './empty-pass/empty-pass.ts';
import type { Judged } from './report/findings.ts';
import type { Base } from './sandbox/base-database.ts';
import { runSingleSession } from './single-session/single-session.ts';
import type { Plan } from './plan.ts';
import { runPopulatedPass } from './populated-pass/populated-pass.ts';
import { notRepeatableFinding } from './empty-pass/run-trial.ts';
import { tryClientData } from './empty-pass/client-data.ts';
import { skipped, verdictOf, type Axis, type Verdict } from './report/verdict.ts';
import { openTrialDatabase, type TrialDatabase } from './sandbox/trial-database.ts';

/** What running a plan has shown. */
export interface Outcome {
  judged: Judged[];
  clientData: Verdict | undefined;
  uncovered: string[];
  notes: string[];
}

type OnProgress = (step: string) => void;

/** The two climbs of one plan: the second follows the first, on whatever server, as far as that has come. */
export class VerificationRun {
  readonly #plan: Plan;
  readonly #passed = new AsyncQueue<Passed>();
  readonly #notes: string[] = [];
  #pass: EmptyPass | undefined;
  #clientData: Verdict | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /**
   * Climbs on empty tables, then tries what only the whole chain shows.
   *
   * @throws the errors of `openTrialDatabase`
   */
  async climbEmpty(server: PostgresServer, base: Base | undefined, onProgress: OnProgress): Promise<void> {
    await this.#onTrialDatabase(server, base, async (database) => {
      const pass = await runEmptyPass(database, this.#plan, {
        height: base?.height,
        onProgress,
        onPassed: (passed) => this.#passed.push(passed),
      });
      this.#pass = pass;
      this.#passed.end();
      this.#clientData = await judgeWhole(server, database, pass, this.#plan, onProgress);
    });
  }

  /** Has a climb with rows end when the one that it follows has failed. */
  abandon(error: unknown): never {
    this.#passed.fail(error);
    throw error;
  }

  /**
   * Climbs with rows in every table.
   *
   * @throws the errors of `openTrialDatabase` and of the climb that it follows
   */
  async runPopulatedTrial(server: PostgresServer, base: Base | undefined, onProgress: OnProgress): Promise<void> {
    try {
      await this.#onTrialDatabase(server, base, (database) =>
        runPopulatedPass(database, this.#passed.values, this.#plan, onProgress),
      );
    } catch (error) {
      if (codeOf(error) !== 'PRELUDE_FAILED') {
        throw error;
      }
      // On a server that is not ours what it made the first time, such as a role, is still there.
      setVerdict(this.#pass?.judged ?? [], 'dataPreserved', () => skipped(`a second time ${messageOf(error)}`));
    }
  }

  /** What was found, once the climbs have ended. */
  async outcome(): Promise<Outcome> {
    const { judged = [], uncovered = [], lost } = this.#pass ?? {};
    // Where the one at fault was not judged, the one that needed it again tells.
    const atFault =
      judged.find(({ source }) => source === lost?.source) ?? judged.findLast(({ effect }) => effect !== undefined);
    if (lost !== undefined && atFault !== undefined) {
      // It may be an earlier one than that which ended the chain: it had not been needed again until then.
      atFault.verdicts.applies = verdictOf([await notRepeatableFinding(lost)]);
    }
    return { judged, clientData: this.#clientData, uncovered, notes: this.#notes };
  }

  async #onTrialDatabase(
    server: PostgresServer,
    base: Base | undefined,
    work: (database: TrialDatabase) => Promise<void>,
  ): Promise<void> {
    const database = await openTrialDatabase(server, this.#plan.prelude, base);
    await withCleanup(
      () => work(database),
      async () => void this.#notes.push(...(await database.close())),
    );
  }
}

/** Judges what only the whole chain shows: the client data, if any, and all ups in one session. */
async function judgeWhole(
  server: PostgresServer,
  database: TrialDatabase,
  pass: EmptyPass,
  { clientData }: Plan,
  onProgress: (step: string) => void,
): Promise<Verdict | undefined> {
  let dataVerdict: Verdict | undefined;
  if (clientData !== undefined) {
    onProgress(`Applying ${basename(clientData)}`);
    dataVerdict = pass.complete
      ? await tryClientData(server.connection(database.name), clientData)
      : skipped('an up failed');
  }
  if (pass.lost !== undefined) {
    setVerdict(pass.judged, 'sessionIndependent', () => skipped('an up does not run again'));
  } else if (pass.judged.length > 0) {
    onProgress('Applying all migrations in one session');
    const verdicts = await runSingleSession(server, database, pass.steps);
    const byVersion = new Map(pass.steps.map(({ up }, index) => [up.migration.version, verdicts[index]]));
    setVerdict(pass.judged, 'sessionIndependent', ({ source }) => byVersion.get(source.migration.version));
  }
  return dataVerdict;
}

/** What was not run keeps the reason that it has. */
function setVerdict(judged: readonly Judged[], axis: Axis, verdictFor: (each: Judged) => Verdict | undefined): void {
  for (const each of judged) {
    each.verdicts[axis] = verdictFor(each) ?? each.verdicts[axis];
  }
}
