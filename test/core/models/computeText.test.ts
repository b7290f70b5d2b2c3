import { expect, it } from 'vitest';
import { computeText } from '../../../src/core/models/computeText';
import type { Compute } from '../../../src/core/trace/trace';

const onGpu: Compute = {
  ...{ device: 'CUDA: H200 (33 of 33 layers)', gpuLayers: 33, layers: 33 },
  weights: { ram: 200e6, vram: 4.2e9 },
  context: { ram: 0, vram: 0 },
  ...{ kvCache: 'q8_0', flashAttention: 'on' },
};

it('says on one line what evaluates and what that takes', () => {
  expect(computeText(onGpu)).toBe(
    'CUDA: H200 (33 of 33 layers) · Weights: 200 MB + 4.20 GB on the GPU · KV cache: q8_0 · flash attention: on',
  );
  const onCpu: Compute = {
    ...onGpu,
    device: 'CPU (2 threads)',
    weights: { ram: 1_780_480, vram: 0 },
    context: { ram: 2_989_056, vram: 0 },
    flashAttention: 'auto',
  };
  expect(computeText(onCpu)).toBe(
    'CPU (2 threads) · Weights: 1.78 MB · Context: 2.99 MB · KV cache: q8_0 · flash attention: chosen by llama.cpp',
  );
});
