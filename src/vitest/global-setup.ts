import { dirname } from 'node:path';

import type { TestProject } from 'vitest/node';

import { resolveOptions, type Resolved } from './options.ts';
import { printLine } from './print.ts';
import type { ProvidedRun } from './provided.ts';
import { textOf, withPlainErrors } from './with-hints.ts';
import { unsupportedNode } from './supported-node.ts';
import { borrowServer, editionKey, type BorrowedServer } from './shared-server.ts';

/**
 * For `globalSetup` of vitest: starts, or joins, the server and makes the template before the first test, and gives it
 * back after the last. Projects that want the same share one server. In watch mode a change of the migrations makes a
 * new template and runs the tests again. When the server or the template cannot be made, for example because a migration is
 * broken, each test that asks for a database fails with that error, and the others run.
 *
 * Options stand in `elementaldb.config.*`, in `ELEMENTALDB_*`, or at `test.provide.elementaldb` of the project.
 *
 * @throws UsageError `BAD_CONFIGURATION`
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  warnOnce(unsupportedNode(project.vitest.version, process.versions.node));
  const resolved = await withPlainErrors(() =>
    resolveOptions({
      folder: project.config.root,
      environment: process.env,
      given: project.getProvidedContext().elementaldb,
    }),
  );
  let borrowed: BorrowedServer | undefined;
  const borrow = async (): Promise<void> => {
    try {
      const before = borrowed;
      const isSame = before !== undefined && (await editionKey(resolved.server)) === before.key;
      const now = isSame ? before : await borrowServer(resolved.server);
      borrowed = now;
      project.provide('elementaldbRun', described(now, resolved));
      await (isSame ? undefined : before?.release());
    } catch (error) {
      project.provide('elementaldbRun', { fault: textOf(error) });
    }
  };
  await borrow();
  if (project.vitest.config.watch) {
    watchFiles(project, resolved);
    project.onTestsRerun(borrow);
  }
  return async () => borrowed?.release();
}

let isWarned = false;

/** Each project of a run calls the setup. */
function warnOnce(line: string | undefined): void {
  if (line !== undefined && !isWarned) {
    isWarned = true;
    printLine(line);
  }
}

function described({ server }: BorrowedServer, { run }: Resolved): ProvidedRun {
  return { server: server.description, options: run };
}

/** Has the files watched that the template is made from; when one changes or is added, all tests run again. */
function watchFiles({ vitest }: TestProject, { run }: Resolved): void {
  const { migrations, layout, clientData, prelude } = run;
  const files = [prelude, clientData === 'none' ? undefined : clientData].filter((file) => file !== undefined);
  vitest.vite.watcher.add([migrations, ...files.map((file) => dirname(file))]);
  vitest.config.forceRerunTriggers.push(`${literal(migrations)}/**`, ...files.map(literal));
  if (typeof layout === 'object') {
    const { folder = vitest.config.root } = layout;
    vitest.vite.watcher.add(folder);
    vitest.config.forceRerunTriggers.push(...layout.files.map((glob) => `${literal(folder)}/${glob}`));
  }
}

/** A path as a glob that means nothing but it. */
function literal(path: string): string {
  return path.replaceAll(/[\\!*?()[\]{}+@|]/g, String.raw`\$&`);
}
