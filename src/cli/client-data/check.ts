import type { Command } from 'commander';

import { checkJson } from '../../report/client-data/client-data-json.ts';
import { formatCheckReport, formatNotes } from '../../report/client-data/client-data-report.ts';
import { interruptible } from '../interruption.ts';
import { configurationOf, startOptions, withSettings } from '../settings-options.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { withExample } from '../usage.ts';

interface CheckFlags {
  json?: boolean;
}

/** `elementaldb client-data check` */
export function addCheck(parent: Command, terminal: Terminal): void {
  const command = parent
    .command('check')
    .description('try whether a script with rows loads after the last migration')
    .argument('<file>', 'Script to try; .gz and .zst are decompressed.')
    .option('--json', 'Print one JSON object (default: a summary).');
  withExample(
    withSettings(command, ['migrations', 'clientData', 'prelude', 'server', 'postgres', 'pgBin', 'image']),
    'client-data check 999999_client_data.up.sql',
  ).action((file: string, flags: CheckFlags) => interruptible(() => run(terminal, file, flags)));
}

async function run(terminal: Terminal, file: string, flags: CheckFlags): Promise<void> {
  const [{ checkClientData }, configuration] = await Promise.all([
    import('../../client-data/load/check-client-data.ts'),
    configurationOf({ ...flags }),
  ]);
  const { port: _port, ...options } = startOptions(configuration);
  const report = await withProgress(terminal, (onProgress) => checkClientData(file, options, onProgress));
  terminal.say(formatNotes(report.notes, terminal.width));
  terminal.out(flags.json === true ? JSON.stringify(checkJson(report)) : formatCheckReport(report, terminal.width));
  terminal.exitCode(report.ok ? 0 : 1);
}
