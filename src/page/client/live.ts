import type { PageModel } from '../model.ts';

/**
 * What a server of the page gives it through `globalThis.elementaldbLive`, before the page's own script runs. A page in a
 * file has none.
 */
export interface LivePage {
  /** Registers a function that gets every new model. The page keeps its route when the model changes. */
  onModel: (callback: (model: PageModel) => void) => void;
  /** What the view "Live" shows; without it there is no such view. */
  panel?: HTMLElement;
  /** Shown at the top of every view, such as the state of a run. */
  status?: HTMLElement;
}

declare global {
  var elementaldbLive: LivePage | undefined;
}

/** The server's side of a live page; undefined for a page in a file. */
export function livePage(): LivePage | undefined {
  return globalThis.elementaldbLive;
}
