/** Several questions in one context of llama.cpp, a token of each in every batch, greedy. */
import { getLlama, type Llama, type LlamaModel } from 'node-llama-cpp';
import { createSampler, nativeContext } from '../../src/engines/llama/worker/bindings';

export type LockstepRequest =
  | { readonly do: 'load'; readonly path: string; readonly threads: number }
  | {
      readonly do: 'generate';
      /** Questions at once. */
      readonly sequences: number;
      readonly prompts: readonly string[];
      readonly tokens: number;
    };

export interface LockstepResult {
  /** Milliseconds of the processor for decoding; prompts and contexts are not counted. */
  readonly ms: number;
  /** Per prompt. */
  readonly ids: readonly (readonly number[])[];
  /** Of every picked token, aligned with `ids`. */
  readonly logits: readonly (readonly number[])[];
}

let llama: Llama | null = null;
let model: LlamaModel | null = null;
let threads = 1;

async function generate(
  sequences: number,
  prompts: readonly string[],
  tokens: number,
): Promise<LockstepResult> {
  if (!llama || !model) throw new Error('No model is loaded.');
  const ids: number[][] = prompts.map(() => []);
  const logits: number[][] = prompts.map(() => []);
  let ms = 0;
  const read = prompts.map((prompt) => Uint32Array.from(model?.tokenize(prompt, true) ?? []));
  const contextSize = 256 * Math.ceil((Math.max(...read.map(({ length }) => length)) + tokens) / 256);
  for (let first = 0; first < prompts.length; first += sequences) {
    const context = await model.createContext({ contextSize, sequences, batchSize: 512, threads });
    const native = nativeContext(context);
    native.setThreads(threads);
    const sampler = createSampler(llama, model);
    sampler.applyConfig({ temperature: 0 });
    const group = read.slice(first, first + sequences);
    const pick = async (question: number, index: number): Promise<void> => {
      const selected = [[], false, false, true, 0] as const;
      const [id, , , pairs] = await native.sampleToken(index, sampler, false, false, selected, false);
      ids[question]?.push(id);
      logits[question]?.push(pairs?.[1] ?? NaN);
    };
    for (const [sequence, prompt] of group.entries()) {
      native.initBatch(prompt.length);
      const [index = 0] = native.addToBatch(sequence, 0, prompt, Uint32Array.of(prompt.length - 1));
      await native.decodeBatch();
      await pick(first + sequence, index);
    }
    const before = process.cpuUsage();
    for (let made = 1; made < tokens; made++) {
      native.initBatch(group.length);
      const indexes = group.map((prompt, sequence) => {
        const last = Uint32Array.of(ids[first + sequence]?.at(-1) ?? 0);
        return native.addToBatch(sequence, prompt.length + made - 1, last, Uint32Array.of(0))[0] ?? 0;
      });
      await native.decodeBatch();
      for (const [sequence, index] of indexes.entries()) await pick(first + sequence, index);
    }
    const { user, system } = process.cpuUsage(before);
    ms += (user + system) / 1000;
    sampler.dispose();
    await context.dispose();
  }
  return { ms, ids, logits };
}

async function answer(request: LockstepRequest): Promise<LockstepResult | null> {
  if (request.do === 'generate') return generate(request.sequences, request.prompts, request.tokens);
  threads = request.threads;
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: threads });
  model = await llama.loadModel({ modelPath: request.path });
  return null;
}

process.on('message', (request: LockstepRequest) => {
  answer(request)
    .then((result) => process.send?.(result ?? {}))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit(0));
