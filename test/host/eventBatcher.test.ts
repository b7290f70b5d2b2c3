import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BATCH_MS, EventBatcher } from '../../src/host/eventBatcher';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what comes within one interval is sent as one batch, in order', () => {
  const send = vi.fn();
  const batcher = new EventBatcher<number>(send);
  for (const item of [1, 2, 3]) batcher.add(item);
  expect(send).not.toHaveBeenCalled();
  vi.advanceTimersByTime(BATCH_MS);
  expect(send.mock.calls).toEqual([[[1, 2, 3]]]);
});

test('a steady stream is sent about 30 times a second', () => {
  const send = vi.fn();
  const batcher = new EventBatcher<number>(send);
  for (let ms = 0; ms < 1_000; ms++) {
    batcher.add(ms);
    vi.advanceTimersByTime(1);
  }
  expect(send.mock.calls.length).toBe(30);
});

test('flushing sends at once, and nothing again later', () => {
  const send = vi.fn();
  const batcher = new EventBatcher<string>(send);
  batcher.add('a');
  batcher.flush();
  batcher.flush();
  vi.advanceTimersByTime(10 * BATCH_MS);
  expect(send.mock.calls).toEqual([[['a']]]);
});
