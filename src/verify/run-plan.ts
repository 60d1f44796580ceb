import { basename } from 'node:path';

import type { PostgresServer } from '../servers/server.ts';
import { codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { passEmpty, type EmptyPass } from './empty-pass.ts';
import type { Judged } from './findings.ts';
import { withBase, type Base } from './ground.ts';
import { judgeSession } from './judge-session.ts';
import type { Plan } from './plan.ts';
import { passPopulated } from './populated-pass.ts';
import { tryClientData } from './try-client-data.ts';
import { skipped, type Verdict } from './verdict.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

/** What running a plan has shown. */
export interface Outcome {
  judged: Judged[];
  clientData: Verdict | undefined;
  uncovered: string[];
  notes: string[];
}

/** Tries a plan on a server, in databases that are made for it and dropped at the end. */
export async function runPlan(
  server: PostgresServer,
  plan: Plan,
  onProgress: (step: string) => void,
): Promise<Outcome> {
  const firstJudged = plan.chain.findIndex(({ migration }) => plan.judged.has(migration.version));
  // For the client data alone there is one workbench, which runs the ups itself.
  const beginning = plan.chain.slice(0, Math.max(0, firstJudged));
  return withBase(server, plan.prelude, beginning, (base) => runFrom(server, plan, base, onProgress));
}

async function runFrom(
  server: PostgresServer,
  plan: Plan,
  base: Base | undefined,
  onProgress: (step: string) => void,
): Promise<Outcome> {
  const notes: string[] = [];
  const { pass, clientData } = await onWorkbench(server, plan, base, notes, async (workbench) => {
    const climbed = await passEmpty(workbench, plan.chain, plan.judged, onProgress, base?.height);
    return { pass: climbed, clientData: await judgeWhole(server, workbench, climbed, plan, onProgress) };
  });
  if (plan.populated) {
    await onWorkbench(server, plan, base, notes, (workbench) =>
      passPopulated(workbench, pass, plan.userRows, onProgress, base?.height),
    ).catch((error: unknown) => {
      if (codeOf(error) !== 'PRELUDE_FAILED') {
        throw error;
      }
      // On a server that is not ours what it made the first time, such as a role, is still there.
      pass.judged.forEach(({ verdicts }) => (verdicts.dataKept = skipped(`a second time ${messageOf(error)}`)));
    });
  }
  return { judged: pass.judged, clientData, uncovered: pass.uncovered, notes };
}

async function onWorkbench<T>(
  server: PostgresServer,
  { prelude }: Plan,
  base: Base | undefined,
  notes: string[],
  work: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  const workbench = await openWorkbench(server, prelude, base);
  return withCleanup(
    () => work(workbench),
    async () => void notes.push(...(await workbench.close())),
  );
}

/** Judges what only the whole chain shows: the client data, if any, and all ups in one session. */
async function judgeWhole(
  server: PostgresServer,
  workbench: Workbench,
  pass: EmptyPass,
  { clientData }: Plan,
  onProgress: (step: string) => void,
): Promise<Verdict | undefined> {
  let dataVerdict: Verdict | undefined;
  if (clientData !== undefined) {
    onProgress(`Applying ${basename(clientData)}`);
    dataVerdict = pass.complete
      ? await tryClientData(server.connection(workbench.database), clientData)
      : skipped('an up failed');
  }
  if (pass.lost) {
    setSessionSafe(pass.judged, () => skipped('an up does not run again'));
  } else if (pass.judged.length > 0) {
    onProgress('Applying all migrations in one session');
    const verdicts = await judgeSession(server, workbench, pass.steps);
    const byVersion = new Map(pass.steps.map(({ up }, index) => [up.migration.version, verdicts[index]]));
    setSessionSafe(pass.judged, ({ texts }) => byVersion.get(texts.migration.version));
  }
  return dataVerdict;
}

/** What was not run keeps the reason that it has. */
function setSessionSafe(judged: readonly Judged[], verdictFor: (each: Judged) => Verdict | undefined): void {
  for (const each of judged) {
    each.verdicts.sessionSafe = verdictFor(each) ?? each.verdicts.sessionSafe;
  }
}
