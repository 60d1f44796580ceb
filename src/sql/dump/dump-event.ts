/** What a dump script holds, in order. Lines count from 1. */
export type DumpEvent =
  | { kind: 'statement'; text: string; line: number }
  /** `COPY ... FROM stdin`: its data follows. */
  | { kind: 'copy-start'; text: string; line: number; dataLine: number }
  /** Some bytes of the data, as they stand in the file; where they are cut means nothing. */
  | { kind: 'copy-data'; bytes: Buffer }
  | { kind: 'copy-end'; rows: number };
