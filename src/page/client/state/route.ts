export const VIEWS = ['summary', 'schema', 'migrations', 'compare', 'data', 'production', 'live'] as const;

export type View = (typeof VIEWS)[number];

/** What the page shows. It stands in the hash of the URL, so that a link leads to it. */
export interface Route {
  view: View;
  /** Such as `object`, `at`, `migration`, `line`. */
  params: ReadonlyMap<string, string>;
}

export type Params = Readonly<Record<string, string | number | undefined>>;

/** Reads `#/schema?object=table+public.sites`; the summary for anything that is no view. */
export function parseRoute(hash: string): Route {
  const [path, query] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  const view = VIEWS.find((each) => each === path) ?? 'summary';
  return { view, params: new Map(new URLSearchParams(query)) };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The hash of a view; parameters that are undefined or empty are left out. */
export function linkTo(view: View, params: Params = {}): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `#/${view}${query === '' ? '' : `?${query}`}`;
}

/** The hash of the same view with some parameters changed; `undefined` removes one. */
export function linkWith({ view, params }: Route, changed: Params): string {
  return linkTo(view, { ...Object.fromEntries(params), ...changed });
}
