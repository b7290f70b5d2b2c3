import { getEventListeners } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exitMessage } from '../../src/core/engineExit';
import { EngineService, type EngineSettings } from '../../src/host/engineService';
import type { EngineStatus } from '../../src/protocol/webview';
import { scriptedEngine } from '../../src/engines/scripted/scriptedEngine';
import { randomModel, TOY } from '../support/toyModel';
import { FakeProcess, KILLED } from './fakeProcess';

const never = new AbortController().signal;

let folder: string;
let processes: FakeProcess[];
let settings: EngineSettings = { gpu: 'auto', threads: 0, idleMinutes: 10 };
let policy: string;
let scorer: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-engine-'));
  [policy, scorer] = [join(folder, 'policy.gguf'), join(folder, 'scorer.gguf')];
  for (const path of [policy, scorer]) await writeFile(path, 'GGUF');
  processes = [];
  settings = { gpu: 'auto', threads: 0, idleMinutes: 10 };
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

function service(): EngineService {
  return new EngineService(
    () => {
      const started = new FakeProcess();
      processes.push(started);
      return started;
    },
    () => settings,
  );
}

describe('models', () => {
  test('stay loaded between runs', async () => {
    const engine = service();
    for (let run = 0; run < 2; run++) (await engine.lend(policy, scorer, never))?.release();
    expect(processes).toHaveLength(1);
    expect(processes[0]?.loads).toEqual([policy, scorer]);
  });

  test('are loaded anew when the file or a setting has changed, the old one unloaded first', async () => {
    const engine = service();
    (await engine.lend(policy, 'none', never))?.release();
    await writeFile(policy, 'GGUF, longer');
    (await engine.lend(policy, 'none', never))?.release();
    settings = { ...settings, threads: 2 };
    (await engine.lend(policy, 'none', never))?.release();
    settings = { ...settings, kvCache: 'q8_0', gpuLayers: 4 };
    (await engine.lend(policy, 'none', never))?.release();
    expect(processes[0]?.loads).toEqual([policy, policy, policy, policy]);
    expect(processes[0]?.unloads).toEqual([policy, policy, policy]);
  });

  test('leave memory after the idle time, and not before', async () => {
    const engine = service();
    const lease = await engine.lend(policy, 'none', never);
    vi.useFakeTimers();
    lease?.release();
    vi.advanceTimersByTime(10 * 60_000 - 1);
    expect(processes[0]?.disposed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(processes[0]?.disposed).toBe(true);
    expect(engine.status).toEqual({ state: 'idle' });
  });

  test('that are missing are named before any process starts', async () => {
    const missing = join(folder, 'missing.gguf');
    await expect(service().lend(missing, 'none', never)).rejects.toMatchObject({
      code: 'modelMissing',
      message: expect.stringContaining('missing.gguf') as string,
    });
    expect(processes).toEqual([]);
  });

  test('that lack a part are refused by its name, a scorer too, and what is loaded stays', async () => {
    const engine = service();
    (await engine.lend(policy, 'none', never))?.release();
    const part = (number: number): string => join(folder, `m-0000${number}-of-00002.gguf`);
    await writeFile(part(1), 'GGUF');
    const message = expect.stringContaining('one is missing: "m-00002-of-00002.gguf"') as string;
    await expect(engine.lend(part(1), 'none', never)).rejects.toMatchObject({ message });
    await expect(engine.lend(policy, part(1), never)).rejects.toMatchObject({ message });
    expect(processes[0]).toMatchObject({ loads: [policy], unloads: [] });
    await writeFile(part(2), 'GGUF');
    (await engine.lend(policy, part(1), never))?.release();
    // Another second part is another model.
    await writeFile(part(2), 'GGUF, longer');
    (await engine.lend(policy, part(1), never))?.release();
    expect(processes[0]).toMatchObject({ loads: [policy, part(1), part(1)], unloads: [part(1)] });
  });
});

test('the status tells of loading, running and being ready', async () => {
  const engine = service();
  const seen: EngineStatus['state'][] = [];
  engine.onStatus(({ state }) => seen.push(state));
  (await engine.lend(policy, 'none', never))?.release();
  expect(seen).toEqual(['loading', 'loading', 'running', 'ready']);
});

describe('runs take turns', () => {
  test('the second begins when the first has ended', async () => {
    const engine = service();
    const first = await engine.lend(policy, 'none', never);
    const order: string[] = [];
    const second = engine.lend(policy, 'none', never).then((lease) => {
      order.push('second');
      lease?.release();
    });
    order.push('first');
    first?.release();
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  test('one that is given up while it waits does not hold up the next', async () => {
    const engine = service();
    const first = await engine.lend(policy, 'none', never);
    const abort = new AbortController();
    const second = engine.lend(policy, 'none', abort.signal);
    const third = engine.lend(policy, 'none', never);
    abort.abort();
    expect(await second).toBeNull();
    first?.release();
    expect(await third).not.toBeNull();
  });

  test('nothing is left at a signal that asked', async () => {
    const engine = service();
    const { signal } = new AbortController();
    (await engine.lend(policy, 'none', signal))?.release();
    await expect(engine.lend(join(folder, 'no.gguf'), 'none', signal)).rejects.toThrow();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('one that fails to load does not hold up the next', async () => {
    const engine = service();
    await expect(engine.lend(join(folder, 'no.gguf'), 'none', never)).rejects.toThrow();
    expect(await engine.lend(policy, 'none', never)).not.toBeNull();
  });
});

describe('a process that dies', () => {
  test('is told of with its signal, and the next run starts a fresh one', async () => {
    const engine = service();
    const lease = await engine.lend(policy, 'none', never);
    expect(lease?.exit()).toBeNull();
    processes[0]?.die();
    expect(lease?.exit()).toEqual(KILLED);
    expect(engine.status).toEqual({ state: 'failed', message: exitMessage(KILLED) });
    lease?.release();
    expect(engine.status.state).toBe('failed');
    (await engine.lend(policy, 'none', never))?.release();
    expect(processes).toHaveLength(2);
    expect(engine.status.state).toBe('ready');
  });

  test('because it was unloaded is no failure', async () => {
    const engine = service();
    (await engine.lend(policy, 'none', never))?.release();
    await engine.unload();
    expect(engine.status).toEqual({ state: 'idle' });
  });
});

test('an exit is told by its signal, else by its code', () => {
  expect(exitMessage(KILLED)).toMatch(/^The engine process ended \(signal SIGKILL\)\. .*memory runs out/);
  expect(exitMessage({ ...KILLED, signal: null, code: 134 })).toBe('The engine process ended (code 134).');
});

describe('servers', () => {
  const address = 'http://127.0.0.1:1';

  test('take the place of a model file, without any process', async () => {
    const asked: string[] = [];
    const engine = new EngineService(
      () => {
        throw new Error('no process is wanted');
      },
      () => settings,
      async (server) => {
        asked.push(server);
        return { ...scriptedEngine(randomModel(1)), device: 'a server' };
      },
    );
    for (let run = 0; run < 2; run++) {
      const lease = await engine.lend(address, 'none', never);
      expect(lease?.policy.device).toBe('a server');
      expect(lease?.exit()).toBeNull();
      lease?.release();
    }
    // Contacted once, and again after it was unloaded.
    expect(asked).toEqual([address]);
    await engine.unload();
    (await engine.lend(address, 'none', never))?.release();
    expect(asked).toEqual([address, address]);
  });

  test('are opened anew when what they are opened with has changed', async () => {
    let opened = 0;
    let tokenizer = 'one.gguf';
    const engine = new EngineService(
      () => new FakeProcess(),
      () => settings,
      async () => {
        opened++;
        return { ...scriptedEngine(randomModel(1)), device: 'a server' };
      },
      async () => {},
      (server) => `${server}|${tokenizer}`,
    );
    for (let run = 0; run < 2; run++) (await engine.lend(address, 'none', never))?.release();
    expect(opened).toBe(1);
    tokenizer = 'other.gguf';
    (await engine.lend(address, 'none', never))?.release();
    expect(opened).toBe(2);
  });

  test('without a tokenizer have it from a model file, in the engine process', async () => {
    const engine = service();
    const tokenizer = await engine.openTokenizer(policy);
    expect(await tokenizer.tokenize('a', { special: false, continues: true })).toEqual([TOY.a]);
    expect(processes.map(({ loads }) => loads)).toEqual([[policy]]);
    await expect(engine.openTokenizer(join(folder, 'missing.gguf'))).rejects.toMatchObject({
      code: 'modelMissing',
    });
  });

  test('that cannot be reached fail the run, and are tried again by the next', async () => {
    let up = false;
    const engine = new EngineService(
      () => new FakeProcess(),
      () => settings,
      async () => {
        if (!up) throw new Error('nobody there');
        return { ...scriptedEngine(randomModel(1)), device: 'a server' };
      },
    );
    await expect(engine.lend(address, 'none', never)).rejects.toThrow('nobody there');
    up = true;
    (await engine.lend(address, 'none', never))?.release();
  });
});
