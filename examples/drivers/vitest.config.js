import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { globalSetup: ['elementaldb/vitest/global-setup'], testTimeout: 30_000 } });
