import type { Climbed } from '../report/findings.ts';
import type { PopulatedDatabase } from './populated-database.ts';
import type { Axis, Finding } from '../report/verdict.ts';

/** The trial of one migration on tables with rows. */
export interface PopulatedTrial {
  database: PopulatedDatabase;
  judged: Climbed;
  /** Adds to what was found on an axis. */
  add: (axis: Axis, findings: readonly Finding[]) => void;
}
