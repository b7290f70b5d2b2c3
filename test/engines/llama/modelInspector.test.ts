import { expect, test } from 'vitest';
import type { Need } from '../../../src/core/models/fit';
import { ModelInspector, type InspectingProcess } from '../../../src/engines/llama/modelInspector';

const NEED: Need = {
  ...{ contextSize: 1, isSupported: true, onCpu: 1, memory: { free: 1, total: 1 }, gpu: null },
};

/** @param answers by path; what is not there hangs */
function made(answers: Record<string, Need | Error>, timeoutMs = 60_000) {
  const log: string[] = [];
  let processes = 0;
  const inspector = new ModelInspector((): InspectingProcess => {
    const id = ++processes;
    return {
      inspect: async (path) => {
        log.push(`${id} ${path}`);
        const answer = answers[path];
        if (answer === undefined) return new Promise(() => {});
        if (answer instanceof Error) throw answer;
        return answer;
      },
      dispose: async () => void log.push(`${id} ends`),
    };
  }, timeoutMs);
  return {
    inspector,
    log,
    ask: (path: string, version = 'v') => inspector.inspect(path, version, 'off', 1024),
  };
}

test('models are inspected one after the other in one process, which ends with the last', async () => {
  const { ask, log } = made({ a: NEED, b: NEED });
  await Promise.all([ask('a'), ask('b'), ask('a')]);
  await expect.poll(() => log).toEqual(['1 a', '1 b', '1 ends']);
});

test('a file is inspected again when it changed, or when all is forgotten', async () => {
  const { ask, log, inspector } = made({ a: NEED });
  await ask('a');
  await ask('a', 'another');
  inspector.forget();
  await ask('a');
  expect(log.filter((line) => line.endsWith(' a'))).toHaveLength(3);
});

test('a file that hangs costs its process, not the next file', async () => {
  const { ask, log } = made({ b: NEED }, 20);
  const [hangs, works] = await Promise.allSettled([ask('hangs'), ask('b')]);
  expect(hangs).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringContaining('too long') as string },
  });
  expect(works.status).toBe('fulfilled');
  expect(log).toEqual(expect.arrayContaining(['1 hangs', '1 ends', '2 b']));
});

test('what failed is asked anew', async () => {
  const answers: Record<string, Need | Error> = { a: new Error('broken') };
  const { ask } = made(answers);
  await expect(ask('a')).rejects.toThrow('broken');
  answers['a'] = NEED;
  expect(await ask('a')).toBe(NEED);
});
