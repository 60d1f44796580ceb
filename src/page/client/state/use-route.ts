import { useEffect, useState } from 'preact/hooks';

import { parseRoute, type Route } from './route.ts';

/** The route in the URL's hash, followed as it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseRoute(hash);
}

/** Goes to a link of `linkTo`, which "back" leaves again. */
export function go(link: string): void {
  location.hash = link;
}

/** Goes to a link without a new entry in the history, for what changes with each key. */
export function replaceWith(link: string): void {
  history.replaceState(null, '', link);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
