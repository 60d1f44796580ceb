import { safeUrl } from '../../postgres/safe-url.ts';
import type { ServerKind } from '../../servers/server.ts';

/**
 * The URL of a kept database as it may be printed. The password of a server that we start is made for it and goes with
 * it; that of any other server is its owner's secret.
 */
export function printableUrl(url: string, kind: ServerKind): string {
  return kind === 'existing' ? safeUrl(url) : url;
}
