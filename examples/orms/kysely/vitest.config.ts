import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'kysely', globalSetup: ['elementaldb/vitest/global-setup'] } });
