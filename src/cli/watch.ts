import { formatError } from '../report/error-report.ts';
import { explainRefusal } from '../support/errors.ts';
import { FolderChanges } from '../support/folder-changes.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs now, and again whenever something in the folders changes, until the process ends. An error of the first run is
 * thrown; errors of later runs are printed.
 *
 * @throws as `run` does the first time; EnvironmentError `UNWATCHABLE`
 */
export async function runOnChange(
  terminal: Terminal,
  folders: readonly string[],
  run: () => Promise<void>,
): Promise<never> {
  await run();
  const changes = new FolderChanges(folders);
  for (;;) {
    terminal.say(`watching ${folders.join(', ')} (Ctrl-C ends)`);
    await changes.next();
    try {
      await run();
    } catch (error) {
      terminal.say(formatError(explainRefusal(error), terminal.sayStyle));
    }
  }
}
