import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { llamaServer } from '../../scripts/support/llamaServer.mjs';

const empty = mkdtempSync(join(tmpdir(), 'waitpoint-nothing-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(empty, { recursive: true, force: true });
});

test('a machine that cannot build llama-server is told what it lacks', async () => {
  // Nothing is built yet, and nothing to build with.
  for (const name of ['XDG_CACHE_HOME', 'HOME', 'LOCALAPPDATA', 'PATH']) vi.stubEnv(name, empty);
  for (const name of ['WAITPOINT_LLAMA_SERVER', 'CXX']) vi.stubEnv(name, '');
  await expect(llamaServer()).rejects.toThrow(/needs git and cmake( and a C\+\+ compiler)?\. .*apt install/);
});
