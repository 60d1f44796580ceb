/** A predefined size of a world. Days are ISO 8601; the last is not in the span. */
export interface SeedProfile {
  clients: number;
  sites: number;
  from: string;
  to: string;
  /** Names of datasets; all by default. */
  datasets?: readonly string[];
  /** Whether the first client is `demo`. */
  demo?: boolean;
  description: string;
}

/** The seed by default. */
export const DEFAULT_SEED = 42;

export const SEED_PROFILES = {
  small: {
    clients: 2,
    sites: 6,
    from: '2024-01-01',
    to: '2024-02-01',
    description: 'two clients, six sites, a month: seconds',
  },
  demo: {
    clients: 1,
    sites: 3,
    from: '2024-01-01',
    to: '2025-01-01',
    demo: true,
    description: 'the client "demo" with demo_london, demo_cardiff and demo_edinburgh, a year',
  },
  'load-test': {
    clients: 100,
    sites: 2000,
    from: '2024-01-01',
    to: '2025-01-01',
    datasets: ['electricity', 'heating', 'solar', 'tariffs', 'weather'],
    description: 'two thousand sites, series only, a year: hundreds of millions of rows',
  },
} as const satisfies Record<string, SeedProfile>;

export type SeedProfileName = keyof typeof SEED_PROFILES;

/** The size without a profile. */
export const DEFAULT_PROFILE: SeedProfile = {
  clients: 3,
  sites: 20,
  from: '2024-01-01',
  to: '2025-01-01',
  description: 'three clients, twenty sites, a year',
};
