import type { ConnectionTarget } from '../../postgres/connect.ts';
import type { DatabaseContent } from '../content.ts';

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
  /** The files that make the same state of an empty database, if only files do. */
  content?: DatabaseContent;
  /** Undefined for what begins with an empty database. */
  parent: Layer | undefined;
  build: (target: LayerTarget) => Promise<void>;
}
