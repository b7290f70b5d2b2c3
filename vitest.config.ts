import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        define: { WAITPOINT_VERSION: JSON.stringify('test') },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/**/*.engine.test.ts',
            'test/**/*.models.test.ts',
            'test/webview/**',
            'test/e2e/**',
            'test/desktop/**',
          ],
          // Only what hangs takes this long: a busy machine must not fail a property.
          testTimeout: 60_000,
        },
      },
      {
        define: { WAITPOINT_VERSION: JSON.stringify('test') },
        test: {
          name: 'engine',
          // Real models in the real engine process.
          include: ['test/**/*.engine.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        define: { WAITPOINT_VERSION: JSON.stringify('test') },
        test: {
          name: 'models',
          // Models that nobody here trained, in the real engine process; the set-up fetches them.
          include: ['test/**/*.models.test.ts'],
          globalSetup: ['test/foreignModels/globalSetup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'webview',
          // The bundled view in Debian's Chromium, on a page with a scripted host.
          include: ['test/webview/**/*.test.ts'],
          testTimeout: 90_000,
          // Conditions are waited for, however busy the machine is; only a failure takes this long.
          expect: { poll: { timeout: 20_000 } },
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/globalSetup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
