/** What the page gets by Server-Sent Events: the name of the event and its data as JSON. Only types: the page uses them, too. */
export interface LiveEvents {
  /** What the check of the migrations is doing; also the first event of a connection. */
  check: CheckState;
  /** The trials of the run that is going on, as they end; empty at its start. */
  trials: LiveTrial[];
  /** One more trial. */
  trial: LiveTrial;
  /** All running servers; sent when one has changed. */
  servers: ServerRow[];
  /** An action that somebody has clicked; sent at each step. */
  task: LiveTask;
}

export interface CheckState {
  phase: 'running' | 'waiting';
  /** What it does, such as `Verifying 3 of 27: sites`; empty while it waits. */
  step: string;
  /** Counts the models: a new number means that `model.json` has changed; 0 before the first. */
  model: number;
  /** Why the last run has no result: message and fix, one line each; empty if it has one. */
  error: string[];
  /** When the last run ended, ISO 8601; null before. */
  endedAt: string | null;
  /** How long it took, in milliseconds. */
  took: number;
  /** The folders whose changes start a run. */
  watched: string[];
}

/** A trial of one migration. */
export interface LiveTrial {
  /** As digits. */
  version: string;
  name: string;
  /** On empty tables, or on tables with rows. */
  pass: 'empty' | 'populated';
  /** What fails, before comments and the baseline count; empty if nothing does. */
  failures: string[];
}

/** A running server, without a password. */
export interface ServerRow {
  name: string;
  /** Such as `embedded 18.4`; `starting` until it is ready. */
  server: string;
  /** Host, port and database; empty until it is ready. */
  address: string;
  /** The version in the ledger; empty before the first migration. */
  migration: string;
  /** Until when it runs. */
  runs: 'until stop' | 'until this page ends' | 'until its process ends' | 'for tests';
  /** The folder in which it was started; empty if unknown. */
  folder: string;
  /** ISO 8601. */
  startedAt: string;
  /** Whether it can be reset: it was started here, or in this folder by `start --detach`. */
  resettable: boolean;
}

export interface LiveTask {
  id: number;
  /** Such as `Start review`. */
  title: string;
  state: 'running' | 'done' | 'failed';
  /** What it does, what it did, or the error and its fix; one line each. */
  lines: string[];
}

/** What the page shows beside the model. */
export interface UiFacts {
  /** The name of this folder's server. */
  defaultName: string;
  /** Whether psql is installed on the machine of the server. */
  hasPsql: boolean;
}

/** What the form of a world offers. */
export interface SeedFacts {
  profiles: { name: string; clients: number; sites: number; from: string; to: string; description: string }[];
  datasets: string[];
  places: string[];
  archetypes: string[];
}

/** What a seed would write. */
export interface SeedPreview {
  /** The places of its sites, and what the sites are; most first. */
  places: { name: string; sites: number }[];
  archetypes: { name: string; sites: number }[];
  datasets: { dataset: string; rows: number; bytes: number; seconds: number }[];
  rows: number;
  bytes: number;
  seconds: number;
}
