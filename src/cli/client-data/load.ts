import type { Command } from 'commander';

import { loadJson } from '../../report/client-data/client-data-json.ts';
import {
  formatLoadPlan,
  formatLoadProgress,
  formatLoadReport,
  formatNotes,
} from '../../report/client-data/client-data-report.ts';
import { interruptible } from '../interruption.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { withExample } from '../usage.ts';
import { requireUrl } from './dump.ts';

interface LoadFlags {
  databaseUrl?: string;
  anyVersion?: boolean;
  besideRows?: boolean;
  json?: boolean;
}

/** `elementaldb client-data load` */
export function addLoad(parent: Command, terminal: Terminal): void {
  const command = parent
    .command('load')
    .description('load a script with rows into a migrated database, in one transaction')
    .argument('<file>', 'Script to load; .gz and .zst are decompressed.')
    .option('--database-url <url>', 'Database to write to (required; default: none).')
    .option('--any-version', 'Load also if the database has another version than the file (default: no).')
    .option('--beside-rows', 'Load also into tables with rows of their own (default: no).')
    .option('--json', 'Print one JSON object (default: a summary).');
  withExample(command, 'client-data load 999999_client_data.up.sql --database-url URL').action(
    (file: string, flags: LoadFlags) => interruptible(() => run(terminal, file, flags)),
  );
}

async function run(terminal: Terminal, file: string, flags: LoadFlags): Promise<void> {
  const url = requireUrl(flags.databaseUrl);
  const { loadClientData } = await import('../../client-data/load/load-client-data.ts');
  const result = await withProgress(terminal, (onProgress) => {
    onProgress(`Reading ${file}`);
    return loadClientData(url, file, {
      anyVersion: flags.anyVersion,
      besideRows: flags.besideRows,
      onPlan: (plan) => terminal.say(formatLoadPlan(plan, file, url, terminal.width)),
      onProgress: (now) => onProgress(formatLoadProgress(now)),
    });
  });
  terminal.say(formatNotes(result.notes, terminal.width));
  terminal.out(flags.json === true ? JSON.stringify(loadJson(file, result)) : formatLoadReport(result));
}
