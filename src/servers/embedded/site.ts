import { cacheFolder, type Account } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { serverAccount } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { initdbOptions } from './initialize.ts';
import type { EmbeddedOptions } from './options.ts';
import { runnableBin } from './runnable.ts';

/** Increased when the layout of cache entries changes, so that older entries are not used. */
const CACHE_FORMAT = '3';

/** What a start needs from this machine. */
export interface Site {
  binaries: Binaries;
  account: Account;
  cache: string;
  bin: string;
  user: string;
  blankKey: string;
}

/** @throws the errors of `findBinaries` */
export async function prepareSite(options: EmbeddedOptions): Promise<Site> {
  const binaries = await findBinaries(options);
  const account = serverAccount();
  const cache = cacheFolder();
  const user = options.user ?? 'python';
  const blankKey = contentHash([
    CACHE_FORMAT,
    binaries.build,
    process.platform,
    process.arch,
    String(account.uid),
    ...initdbOptions(binaries.version, user),
  ]);
  return { binaries, account, cache, bin: runnableBin(binaries, account, cache), user, blankKey };
}
