/** The engine process: owns models and contexts, and answers its client until that goes away. */
import { createBirpc } from 'birpc';
import type { Sequence, SequenceGroup } from '../../../core/engine';
import { errors } from '../../../core/errors';
import type { EngineClientApi, EngineProcessApi } from '../../../protocol/engineProcess';
import { errorsFromPlain, errorsToPlain } from '../../../core/rpcErrors';
import { checkCompute } from './compute';
import { Devices } from './devices';
import { findEnginePackagesIn } from './enginePackages';
import { inspectModel } from './inspect';
import { loadLlamaEngine, type LlamaEngine } from './llamaEngine';

const models = new Map<number, LlamaEngine>();
const sequences = new Map<number, Sequence>();
const groups = new Map<number, SequenceGroup>();
const calls = new Map<number, AbortController>();
let lastHandle = 0;

const devices = new Devices((level, message) => void client.log.asEvent(level, message));

// node-llama-cpp looks for its binaries when it starts, not when it is imported.
const packages = process.env['WAITPOINT_ENGINE_PACKAGES'];
if (packages) findEnginePackagesIn(packages);

function modelOf(handle: number): LlamaEngine {
  const model = models.get(handle);
  if (!model) throw errors.engineFailed('The model is not loaded any more.');
  return model;
}

function sequenceOf(handle: number): Sequence {
  const sequence = sequences.get(handle);
  if (!sequence) throw errors.engineFailed('The sequence is closed.');
  return sequence;
}

function groupOf(handle: number): SequenceGroup {
  const group = groups.get(handle);
  if (!group) throw errors.engineFailed('The paths are closed.');
  return group;
}

async function cancellable<T>(call: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = calls.get(call) ?? new AbortController();
  calls.set(call, controller);
  try {
    return await work(controller.signal);
  } finally {
    calls.delete(call);
  }
}

const api: EngineProcessApi = {
  load: async ({ path, gpu, threads, leastContext = 0, vocabularyOnly = false, ...compute }) => {
    checkCompute(compute);
    const llama = await devices.llama(gpu);
    devices.takeErrors();
    const engine = await loadLlamaEngine(llama, {
      path,
      threads,
      leastContext,
      vocabularyOnly,
      compute: { wantedGpu: gpu, ...compute },
      log: (message) => void client.log.asEvent('info', message),
      onProgress: (progress) => void client.loadProgress.asEvent(path, progress),
      recentErrors: () => devices.takeErrors(),
      chosenAttention: () => devices.takeFlashAttention(),
    });
    const model = ++lastHandle;
    models.set(model, engine);
    return { model, info: engine.info, use: await engine.use() };
  },
  inspect: async (path, gpu, contextSize) => inspectModel(await devices.llama(gpu), path, contextSize),
  use: (model) => modelOf(model).use(),
  unload: async (model) => {
    const engine = modelOf(model);
    models.delete(model);
    await engine.dispose();
  },
  tokenize: (model, text, options) => modelOf(model).tokenize(text, options),
  detokenize: (model, ids) => modelOf(model).detokenize(ids),
  pieces: async (model) => modelOf(model).pieces(),
  openSequence: async (model, contextSize) => {
    const sequence = await modelOf(model).openSequence(contextSize);
    sequences.set(++lastHandle, sequence);
    return lastHandle;
  },
  closeSequence: async (handle) => {
    const sequence = sequences.get(handle);
    sequences.delete(handle);
    await sequence?.dispose();
  },
  generate: (sequence, call, request) =>
    cancellable(call, (signal) =>
      sequenceOf(sequence).generate(request, (frame) => void client.frame.asEvent(call, frame), signal),
    ),
  replay: (sequence, call, ids, batchStarts) =>
    cancellable(call, (signal) => sequenceOf(sequence).replay(ids, batchStarts, signal)),
  abort: (call) => calls.get(call)?.abort(),
  readLogits: (sequence, append, at, of) => sequenceOf(sequence).readLogits(append, at, of),
  truncate: (sequence, length) => sequenceOf(sequence).truncate(length),
  openGroup: async (model, contextSize, slots) => {
    const group = await modelOf(model).openGroup(contextSize, slots);
    groups.set(++lastHandle, group);
    return lastHandle;
  },
  closeGroup: async (handle) => {
    const group = groups.get(handle);
    groups.delete(handle);
    await group?.dispose();
  },
  copySlot: (group, from, to, length) => groupOf(group).copy(from, to, length),
  truncateSlot: (group, slot, length) => groupOf(group).truncate(slot, length),
  generateInSlots: (group, call, requests) =>
    cancellable(call, (signal) =>
      groupOf(group).generate(
        requests,
        (index, frame) => void client.slotFrame.asEvent(call, index, frame),
        signal,
      ),
    ),
  readLogitsInSlots: (group, readings) => groupOf(group).readLogits(readings),
};

const client = createBirpc<EngineClientApi, EngineProcessApi>(api, {
  post: (message) => process.send?.(message),
  on: (listener) => process.on('message', listener),
  serialize: errorsToPlain,
  deserialize: errorsFromPlain,
  // Loading a large model takes minutes: only the process's end breaks a call off.
  timeout: -1,
});

// A terminal sends these to everything in it. The client decides what they mean: it aborts, keeps what was
// received, and then ends this process.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

// Without its client nobody can use this process, nor end it.
process.on('disconnect', () => process.exit(0));
