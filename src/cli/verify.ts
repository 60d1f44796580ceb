import type { Command } from 'commander';

import { formatVerifyReport } from '../report/verify-report.ts';
import { verifyReportJson } from '../report/verify-json.ts';
import { verifyMigrations } from '../verify/verify-migrations.ts';
import { configurationOf, startOptions, withClusterWide, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';

/** `elementaldb verify` */
export function addVerify(program: Command, terminal: Terminal): void {
  const command = program
    .command('verify')
    .description('prove that every up is idempotent and every down undoes it, on a server of its own')
    .option('--json', 'Print the report as one JSON object.');
  withSettings(withClusterWide(command), [
    'migrations',
    'clientData',
    'prelude',
    'server',
    'postgres',
    'pgBin',
    'image',
    'user',
    'settings',
  ]).action(async (flags: { json?: boolean; allowClusterWide?: boolean }) => {
    const configuration = await configurationOf({ ...flags });
    const progress = terminal.progress();
    try {
      const report = await verifyMigrations({
        ...startOptions(configuration),
        allowClusterWide: flags.allowClusterWide,
        onProgress: (step) => progress.step(step),
      });
      progress.done();
      terminal.out(
        flags.json === true
          ? JSON.stringify(verifyReportJson(report))
          : formatVerifyReport(report, { style: terminal.outStyle, width: terminal.width }),
      );
      terminal.exitCode(report.ok ? 0 : 1);
    } finally {
      progress.done();
    }
  });
}
