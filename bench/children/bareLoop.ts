/** node-llama-cpp as its documentation uses it, in a child process: what Waitpoint's decode is compared with. */
import { getLlama, type LlamaContextSequence, type LlamaModel, type Token } from 'node-llama-cpp';

/**
 * `greedy`: the bare loop. `top`: five alternatives and the weight of the whole vocabulary, by `controlledEvaluate`.
 * `probabilities`: the probability of every token of the vocabulary, by `evaluateWithMetadata`.
 */
export type BareWay = 'greedy' | 'top' | 'probabilities';

export type BareRequest =
  | { readonly do: 'load'; readonly path: string; readonly threads: number; readonly contextSize: number }
  | {
      readonly do: 'generate';
      readonly way: BareWay;
      readonly prompt: readonly number[];
      readonly tokens: number;
    };

const ALTERNATIVES = 5;

let model: LlamaModel | null = null;
let sequence: LlamaContextSequence | null = null;

async function load(path: string, threads: number, contextSize: number): Promise<void> {
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: threads });
  model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize, threads });
  sequence = context.getSequence();
}

/** @returns when each token was there, milliseconds */
async function generate(way: BareWay, prompt: Token[], tokens: number): Promise<number[]> {
  if (!sequence) throw new Error('No model is loaded.');
  await sequence.clearHistory();
  const options = { temperature: 0, yieldEogToken: true };
  if (way === 'greedy') {
    return take(sequence.evaluate(prompt, options), tokens);
  } else if (way === 'probabilities') {
    const metadata = { probabilities: true, confidence: true } as const;
    return take(sequence.evaluateWithMetadata(prompt, metadata, options), tokens);
  } else {
    const times: number[] = [];
    for (let input = prompt; times.length < tokens; times.push(performance.now())) {
      input = [await nextWithTop(sequence, input)];
    }
    return times;
  }
}

async function take(generated: AsyncGenerator<unknown, unknown>, count: number): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count) {
    await generated.next();
    times.push(performance.now());
  }
  await generated.return(undefined);
  return times;
}

async function nextWithTop(from: LlamaContextSequence, input: Token[]): Promise<Token> {
  const last = input.at(-1) as Token;
  const results = await from.controlledEvaluate([
    ...input.slice(0, -1),
    [
      last,
      {
        generateNext: {
          token: true,
          logits: { filter: { tokens: [], includeTop: ALTERNATIVES } },
          totalLogitWeight: true,
          options: { temperature: 0 },
        },
      },
    ],
  ]);
  const token = results.at(-1)?.next.token;
  if (token == null) throw new Error('The library gave no token.');
  return token;
}

async function answer(request: BareRequest): Promise<void> {
  let times: number[] = [];
  if (request.do === 'load') await load(request.path, request.threads, request.contextSize);
  else times = await generate(request.way, [...request.prompt] as Token[], request.tokens);
  process.send?.(times);
}

process.on('message', (request: BareRequest) => {
  answer(request).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
