import './support/disposal.ts';

export {
  defineRules,
  type AnonymizationRule,
  type RuleContext,
  type ValueLimits,
} from './client-data/anonymize/rules/rule.ts';
export type { KeyedChoices } from './client-data/anonymize/keyed-choices.ts';
export type { Vocabulary } from './client-data/anonymize/vocabulary.ts';
export {
  dumpClientData,
  planClientData,
  type ClientDataPlan,
  type ClientDataSource,
  type DumpClientDataOptions,
  type PlanClientDataOptions,
} from './client-data/library.ts';
export type { AnonymizeOptions } from './client-data/anonymize/plan/plan-tables.ts';
export type { PlanEntry, PlanExample, PlannedReadings } from './client-data/anonymize/plan/plan-entry.ts';
export type { DumpProgress, DumpReport } from './client-data/dump-client-data.ts';
export type { WrittenTable } from './client-data/output/write-tables.ts';
export type { SliceOptions } from './client-data/slice/asked-rows.ts';
export type { AnonymizeConfiguration } from './configuration/anonymize-schema.ts';
