import type { AnonymizeOptions } from '../../client-data/anonymize/plan/plan-tables.ts';
import { readAnonymizationKey } from '../../client-data/anonymize/key.ts';
import { configurationFile } from '../../configuration/load.ts';
import type { Configuration } from '../../configuration/schema.ts';
import { formatPlan } from '../../report/client-data/anonymization-plan.ts';
import { planJson } from '../../report/client-data/client-data-json.ts';
import { configurationOf, startOptions } from '../settings-options.ts';
import { withProgress, type Terminal } from '../terminal.ts';

interface PlanFlags {
  databaseUrl: string;
  keyFile?: string;
  exclude?: string[];
  schemaVersion?: bigint;
  writePlan?: boolean;
  json?: boolean;
  config?: string;
}

/** `elementaldb client-data dump --plan` */
export async function runPlan(terminal: Terminal, flags: PlanFlags): Promise<void> {
  const configuration = await configurationOf({ ...flags });
  const { port: _port, ...migrated } = startOptions(configuration);
  const anonymize = await anonymizeOptions(flags, configuration);
  const { planClientData } = await import('../../client-data/plan-client-data.ts');
  const plan = await withProgress(terminal, (onProgress) =>
    planClientData({
      url: flags.databaseUrl,
      migrated,
      exclude: flags.exclude,
      schemaVersion: flags.schemaVersion,
      anonymize,
      onProgress,
    }),
  );
  const { outStyle: style, width } = terminal;
  terminal.out(flags.json === true ? JSON.stringify(planJson(plan)) : formatPlan(plan, { style, width }));
  if (flags.writePlan === true) {
    const { writePlan } = await import('../../client-data/anonymize/plan/write-plan.ts');
    const file = (await configurationFile(process.cwd(), flags.config)) ?? 'elementaldb.config.json';
    writePlan(file, plan.entries);
    terminal.say(`Wrote the plan into ${file}; review it.`);
  }
}

/** The key, the reviewed plan and custom rules. @throws the errors of `refuseTrackedKey`, `readAnonymizationKey` and `readRules` */
export async function anonymizeOptions(
  { keyFile }: { keyFile?: string },
  { anonymize: configuration }: Configuration,
): Promise<AnonymizeOptions> {
  if (keyFile !== undefined) {
    const { refuseTrackedKey } = await import('../../client-data/git/git-guard.ts');
    await refuseTrackedKey(keyFile);
  }
  const key = await readAnonymizationKey({
    environment: process.env,
    ...(keyFile === undefined ? {} : { file: keyFile }),
  });
  if (configuration?.rules === undefined) {
    return { key, configuration };
  }
  const { readRules } = await import('../../client-data/anonymize/rules/read-rules.ts');
  return { key, configuration, rules: await readRules(configuration.rules) };
}
