import { expect, test } from 'vitest';
import { statusText } from '../../src/host/statusText';

test('the status bar tells on hover what evaluates, what that takes, and what is other than asked for', () => {
  const use = ['20 layers do not fit: 8 are there.', 'Weights: 98 MB + 40 MB on the GPU'];
  const ready = statusText({
    state: 'ready',
    model: 'SmolLM2',
    device: 'Vulkan: llvmpipe (8 of 31 layers)',
    use,
  });
  expect(ready.text).toBe('$(check) Waitpoint: ready');
  expect(ready.tooltip).toBe(['SmolLM2 is loaded on Vulkan: llvmpipe (8 of 31 layers)', ...use].join('\n'));
  const running = statusText({ state: 'running', model: 'SmolLM2', device: 'CPU (2 threads)' });
  expect(running.tooltip).toBe('Running SmolLM2 on CPU (2 threads)');
});
