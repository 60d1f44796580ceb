import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['elementaldb/vitest/global-setup'],
    setupFiles: ['elementaldb/vitest/matchers'],
    coverage: { include: ['site.ts'], reporter: ['text'] },
  },
});
