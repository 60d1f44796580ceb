/** One figure of some data, and where it should lie. */
export interface Check {
  /** What was checked, e.g. `electricity` or `weather`. */
  readonly dataset: string;
  /** What the figure is, with its unit. */
  readonly figure: string;
  readonly value: number;
  readonly band: Band;
  /** Whether the value lies in the band; NaN never does. */
  readonly ok: boolean;
}

/** Both ends are in it. */
export type Band = readonly [least: number, most: number];

export function check(dataset: string, figure: string, value: number, band: Band): Check {
  return { dataset, figure, value, band, ok: value >= band[0] && value <= band[1] };
}

/** A band around a value, by a share of it. */
export function around(value: number, share: number): Band {
  return [value * (1 - share), value * (1 + share)];
}
