import { expect, test } from 'vitest';
import { fitOf, fitText, type Need } from '../../../src/core/models/fit';

const GB = 1e9;
const need = (onCpu: number, more: Partial<Need> = {}): Need => ({
  ...{ contextSize: 4096, isSupported: true, onCpu: onCpu * GB },
  ...{ memory: { free: 8 * GB, total: 16 * GB }, gpu: null, ...more },
});
const gpu = (needed: number, free: number): Need['gpu'] => ({
  ...{ name: 'RTX', needed: needed * GB, beside: 0, free: free * GB, total: 8 * GB },
});

test.each([
  ['memory', need(8)],
  ['tight', need(12)],
  ['no', need(17)],
  ['gpu', need(5, { gpu: gpu(5, 7) })],
  ['partly', need(7.5, { gpu: gpu(7.5, 7) })],
  ['tight', need(12, { gpu: gpu(12, 7) })],
  ['no', need(1, { isSupported: false })],
])('%s', (fit, of) => {
  expect(fitOf(of)).toBe(fit);
});

test('it is said with what is needed and what there is', () => {
  expect(fitText(need(5, { gpu: gpu(5, 7) }))).toBe(
    'It takes 5.00 GB at a context of 4,096 tokens, and fits on this GPU (RTX, 7.00 GB free).',
  );
  expect(fitText(need(17))).toBe(
    'It takes 17.0 GB of memory at a context of 4,096 tokens, and this machine has 16.0 GB: it does not fit.',
  );
});
