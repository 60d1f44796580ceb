import type { GivenSite } from './given-site.ts';
import type { MeterProfile, Place, Site } from './site.ts';

/** The options of a world: the same options give the same rows, byte for byte. */
export interface WorldOptions {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  readonly clients: number;
  readonly sites: number;
  /** Whether meters have faults: missing and estimated readings, spikes, a meter change. */
  readonly noise: 'none' | 'realistic';
  /** Whether client 0 is `demo`, with the sites `demo_london`, `demo_cardiff` and `demo_edinburgh`; false by default. */
  readonly demo?: boolean;
  /** Names of the places that sites are in; all by default. The sites of the demo stay where they are. */
  readonly places?: readonly string[];
  /** What the sites are; all by default. */
  readonly archetypes?: readonly string[];
  /** Sites of the user, in place of made-up ones; as many as `sites`. */
  readonly given?: readonly GivenSite[];
  /** How the electricity of site 0 is spread over time, as a meter has shown it. */
  readonly meter?: MeterProfile;
}

/** A synthetic client. */
export interface WorldClient {
  /** Its number in the world, from 0. */
  readonly index: number;
  /** Matches `^[0-9a-z_]+$`. */
  readonly id: string;
  readonly name: string;
  /** Numbers of its sites, ascending. */
  readonly sites: readonly number[];
}

/** Clients and sites. Each is made when it is requested, independently of the others. */
export interface World {
  readonly options: WorldOptions;
  /** All places that a site may be in, each with its own weather. */
  readonly places: readonly Place[];
  client(index: number): WorldClient;
  site(index: number): Site;
}
