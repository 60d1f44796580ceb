import { fileURLToPath } from 'node:url';

export { state, useOwnState } from '../own-state.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../fixtures/verify/down-empty/good/', import.meta.url));
