import './support/disposal.ts';

export type { Finding, FindingInFile, FindingStatus, Severity, Edit } from './findings/finding.ts';
export type { MigrationLayout, NamedLayout } from './configuration/layout.ts';
export type { LintReport } from './lint/engine/lint-report.ts';
export { lintMigrations, type LintOptions } from './lint/engine/lint-migrations.ts';
export type { LintSettings, RuleSetting } from './lint/engine/settings.ts';
export type { Ruleset } from './lint/engine/ruleset.ts';
export type { VersionRange } from './migrations/pairs/version-range.ts';
export type { LintEntry } from './findings/baseline.ts';
