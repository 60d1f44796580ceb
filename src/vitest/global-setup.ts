import { dirname } from 'node:path';

import type { TestProject } from 'vitest/node';

import { ElementalError, messageOf } from '../support/errors.ts';
import { resolveOptions, type Resolved } from './options.ts';
import type { ProvidedRun } from './provided.ts';
import { withPlainErrors } from './with-hints.ts';
import { borrowServer, editionKey, type BorrowedServer } from './shared-server.ts';

/**
 * For `globalSetup` of vitest: starts, or joins, the server and makes the template before the first test, and gives it
 * back after the last. Projects that want the same share one server. In watch mode a change of the migrations makes a
 * new template and runs the tests again.
 *
 * Options stand in `elementaldb.config.*`, in `ELEMENTALDB_*`, or at `test.provide.elementaldb` of the project.
 *
 * @throws UsageError `BAD_CONFIGURATION`; the errors of `startTestServer`
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const resolved = await withPlainErrors(() =>
    resolveOptions({
      folder: project.config.root,
      environment: process.env,
      given: project.getProvidedContext().elementaldb,
    }),
  );
  let borrowed = await withPlainErrors(() => borrowServer(resolved.server));
  project.provide('elementaldbRun', described(borrowed, resolved));
  if (project.vitest.config.watch) {
    watchFiles(project, resolved);
    project.onTestsRerun(async () => {
      try {
        if ((await editionKey(resolved.server)) === borrowed.key) {
          project.provide('elementaldbRun', described(borrowed, resolved));
          return;
        }
        const before = borrowed;
        borrowed = await borrowServer(resolved.server);
        project.provide('elementaldbRun', described(borrowed, resolved));
        await before.release();
      } catch (error) {
        // Thrown here it would end the watching. Each test that wants a database tells it instead.
        project.provide('elementaldbRun', { fault: faultOf(error) });
      }
    });
  }
  return () => borrowed.release();
}

function described({ server }: BorrowedServer, { run }: Resolved): ProvidedRun {
  return { server: server.description, options: run };
}

function faultOf(error: unknown): { message: string; hint: string } {
  const hint = error instanceof ElementalError ? error.hint : undefined;
  return { message: messageOf(error), hint: hint ?? 'Fix the files: the tests run again then.' };
}

/** Has the files watched that the template is made from; when one changes or is added, all tests run again. */
function watchFiles({ vitest }: TestProject, { run }: Resolved): void {
  const { migrations, clientData, prelude } = run;
  const files = [prelude, clientData === 'none' ? undefined : clientData].filter((file) => file !== undefined);
  vitest.vite.watcher.add([migrations, ...files.map((file) => dirname(file))]);
  vitest.config.forceRerunTriggers.push(`${literal(migrations)}/**`, ...files.map(literal));
}

/** A path as a glob that means nothing but it. */
function literal(path: string): string {
  return path.replaceAll(/[\\!*?()[\]{}+@|]/g, String.raw`\$&`);
}
