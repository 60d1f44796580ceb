import type { Preparation } from '../server.ts';
import type { BinariesOptions } from './binaries.ts';

export interface EmbeddedOptions extends BinariesOptions {
  /** The superuser's name. Default: `python`. */
  user?: string | undefined;
  /** The port. Default: a free one. */
  port?: number | undefined;
  /** Server settings in addition to those for disposable data, for example `{ log_statement: 'all' }`. */
  settings?: Readonly<Record<string, string>> | undefined;
  /** Whether the server keeps running after this process ends. */
  detached?: boolean | undefined;
  /** Whether other processes can join it (`joinUsers`). It ends seconds after the last one; `stop` only leaves it. */
  shared?: boolean | undefined;
  preparation?: Preparation;
  /** Called with a description of slow steps: the first start, or the first start with these migrations. */
  onProgress?: (step: string) => void;
}

/** Options that no user of the package has. */
export interface InternalEmbeddedOptions extends EmbeddedOptions {
  /** Settings that do not affect what `preparation` builds, so that its cached state serves with others. */
  runtimeSettings?: Readonly<Record<string, string>> | undefined;
}
