import { afterEach, beforeEach, expect, test } from 'vitest';
import { Interruption } from '../../src/cli/interruption';

let interruption: Interruption;
let listeners: number;

beforeEach(() => {
  listeners = process.listenerCount('SIGINT');
  interruption = new Interruption();
});
afterEach(() => interruption.dispose());

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s asks the run to stop', async (signal) => {
  const never = interruption.race(new Promise(() => {}));
  process.emit(signal);
  await expect(never).rejects.toBe(interruption.signal.reason);
  expect(interruption.signal.aborted).toBe(true);
});

test('work that is not interrupted settles as it does alone', async () => {
  await expect(interruption.race(Promise.resolve(3))).resolves.toBe(3);
  await expect(interruption.race(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('nothing begins after an interruption', async () => {
  interruption.interrupt();
  await expect(interruption.race(Promise.resolve(3))).rejects.toBe(interruption.signal.reason);
});

test('signals mean again what they did before, once it is disposed of', () => {
  expect(process.listenerCount('SIGINT')).toBe(listeners + 1);
  interruption.dispose();
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});
