import { fileURLToPath } from 'node:url';

import { ownServer } from '../../databases/testing/own-server.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../../migrations/', import.meta.url));

export const own = ownServer();
