import type { ConnectionTarget } from '../../postgres/connect.ts';

/** A database while it is being made into a template. */
export interface LayerTarget {
  connection: ConnectionTarget;
  /** The same for programs, over TCP and with the password. */
  url: string;
}

/** One state of a database, made by a step from another. */
export interface Layer {
  /** For messages: `migrated`. */
  label: string;
  /** Stands for everything that the state depends on, the layers below included. */
  key: string;
  /** Undefined for what begins with an empty database. */
  parent: Layer | undefined;
  build: (target: LayerTarget) => Promise<void>;
}
