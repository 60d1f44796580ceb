import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'typeorm', globalSetup: ['elementaldb/vitest/global-setup'] } });
