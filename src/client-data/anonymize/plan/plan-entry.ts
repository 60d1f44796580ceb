import type { DumpTable, FieldMasks } from '../../tables/dump-table.ts';
import type { KindOf } from '../../leak-check/field-kinds.ts';
import type { KnownValues } from '../../leak-check/known-values.ts';
import type { IsReading } from '../../leak-check/leak-check.ts';

/** A value and its pseudonym, for people who review a plan. */
export interface PlanExample {
  before: string;
  after: string;
}

/** What happens to a column, or to a path in its JSON. */
export interface PlanEntry {
  /** `schema.table.column`, unquoted. */
  column: string;
  /** In JSON: `$.contact.email`. */
  path: string | undefined;
  /** A rule, `keep`, `reference` (kept but for known values in it), or `undecided`. */
  rule: string;
  /** Why, in a few words. */
  reason: string;
  /** Whether the configuration has columns but not this one. */
  isNew: boolean;
  /** Up to three; of what is kept or undecided, before and after are the same. */
  examples: PlanExample[];
  /** Columns that reference this one, and get the same pseudonyms. */
  followers: readonly string[];
}

/** How the readings of a table change, as the configuration says. */
export interface PlannedReadings {
  /** `schema.table`, unquoted. */
  table: string;
  /** By how many days its times move; 0 if they stay. */
  shiftDays: number;
  /** What chooses the factor: `site_id of client_meters.metadata`; undefined if nothing is multiplied. */
  scaledBy: string | undefined;
  /** The columns that are multiplied. */
  columns: readonly string[];
  /** Up to three, of the columns that are multiplied. */
  examples: readonly PlanExample[];
}

/** How a dump is anonymized. */
export interface AnonymizationPlan {
  /** Columns that had to be judged, in the order of tables and columns. Those of harmless types and empty ones are not listed. */
  entries: readonly PlanEntry[];
  /** Entries without a decision. While there are some, {@link requireDecisions} refuses a dump. */
  undecided: readonly PlanEntry[];
  /** The tables whose readings change, in the order of tables; all others are kept. */
  readings: readonly PlannedReadings[];
  masksOf: (table: DumpTable) => FieldMasks | undefined;
  /** The original values of all columns that are not kept, for the leak check. */
  originals: KnownValues;
  /** Whether a column holds numbers of readings, in which single numbers are not searched; the table as SQL writes it. */
  isReading: IsReading;
  /** How the fields of a column are searched; the table as SQL writes it. */
  kindOf: KindOf;
  /** The number of the domain of coordinates. */
  decimalDomain: number;
  /** The rule that the number of a domain in {@link originals} stands for. */
  ruleName: (domain: number) => string;
}
