import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refresher } from '../../src/host/refresher';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('causes that come close to each other are one', async () => {
  const work = vi.fn(async () => {});
  const refresher = new Refresher(work, 100);
  for (let i = 0; i < 5; i++) refresher.ask();
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work).toHaveBeenCalledTimes(1);
});

test('causes that never stop do not put it off', async () => {
  const work = vi.fn(async () => {});
  const refresher = new Refresher(work);
  for (let ms = 0; ms < 3_050; ms += 10) {
    refresher.ask(1_000);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(work).toHaveBeenCalledTimes(3);
});

test('who asks for it sooner gets it sooner', async () => {
  const work = vi.fn(async () => {});
  const refresher = new Refresher(work, 100);
  refresher.ask(1_000);
  refresher.ask();
  refresher.ask(1_000);
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(1);
});

test('what comes during the work is worked on once more, after the rest that was asked for', async () => {
  let finish = (): void => {};
  const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const refresher = new Refresher(work, 100);
  refresher.ask();
  await vi.advanceTimersByTimeAsync(100);
  refresher.ask(1_000);
  refresher.ask(1_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(work).toHaveBeenCalledTimes(1);
  finish();
  await vi.advanceTimersByTimeAsync(999);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
});

test('nothing is done once it is disposed', async () => {
  const work = vi.fn(async () => {});
  const refresher = new Refresher(work, 100);
  refresher.ask();
  refresher.dispose();
  refresher.ask();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work).not.toHaveBeenCalled();
});
