/** Waitpoint's whole pipe against the bare greedy loop of node-llama-cpp. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../src/core/trace/journal';
import { DEFAULT_REQUEST, draftTrace, type RunRequest } from '../src/core/trace/trace';
import type { TraceEvent } from '../src/core/trace/traceEvent';
import { runTrace } from '../src/core/runTrace';
import { EngineProcess, type RemoteEngine } from '../src/engines/llama/client';
import { openJournalFile } from '../src/files/journalFile';
import { BareProcess } from './support/bareProcess';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';
import { randomModel } from './support/randomModel';

const QUESTION = 'What is 83*46+57*29-118?';
const ROUNDS = 11;
/** For contrast only, and slow. */
const CONTRAST_ROUNDS = 3;
const CONTEXT_SIZE = 1024;

interface Subject {
  readonly name: string;
  readonly path: string;
  readonly tokens: number;
  /** Runs a sample: a small model's is over in a blink. */
  readonly repeats: number;
  readonly mostThreads: number;
}

export const benchmark: Benchmark = {
  title: 'Decode',
  method:
    'Speed of thinking, Waitpoint ÷ the bare greedy loop (`for await (… of sequence.evaluate(prompt, {temperature: 0}))`) ' +
    'in a forked process of its own: same model, prompt, threads, context size and number of tokens, from the request to ' +
    'the last token. Waitpoint: engine process, raw probability, entropy and five alternatives of every token, the budget ' +
    'loop (minimum = maximum, so ends are refused), frames to the client, every event journaled to a file. For contrast, ' +
    'the library asked the obvious ways: `controlledEvaluate` with the top 5 and the total weight, and ' +
    '`evaluateWithMetadata` with all probabilities. The random-weight models have a body of 88M parameters in Q8_0.',
  run: async (context) => {
    const models = join(context.root, 'bench/models');
    const cores = cpus().length;
    const subjects: Subject[] = [
      {
        name: 'bundled reasoner',
        path: join(context.root, 'models/reasoner.gguf'),
        tokens: 256,
        repeats: 2,
        // More only wait for each other in a model this small; Waitpoint chooses one by itself.
        mostThreads: 1,
      },
      {
        name: 'random weights, 32k vocabulary',
        path: randomModel('32k', models),
        tokens: 64,
        repeats: 1,
        mostThreads: cores,
      },
      {
        name: 'random weights, 152k vocabulary',
        path: randomModel('152k', models),
        tokens: 48,
        repeats: 1,
        mostThreads: cores,
      },
    ];
    const rows: string[][] = [];
    for (const subject of subjects) {
      for (const threads of new Set([1, subject.mostThreads])) {
        context.progress(`${subject.name}, threads: ${threads}`);
        rows.push(await compare(context, subject, threads));
      }
    }
    const columns = [
      'model',
      'threads',
      'bare, tokens/s',
      'Waitpoint',
      'top 5 + weight',
      'all probabilities',
    ];
    return { columns, rows };
  },
};

async function compare(context: BenchmarkContext, subject: Subject, threads: number): Promise<string[]> {
  const { path, tokens, repeats } = subject;
  const entry = join(context.root, 'dist/engineProcess.mjs');
  const engineProcess = EngineProcess.start({ entry, log: () => {} });
  const bare = new BareProcess(context.root);
  try {
    const engine = await engineProcess.load({ path, gpu: 'off', threads });
    await bare.load(path, threads, CONTEXT_SIZE);
    const journalPath = join(context.scratch, 'bench.journal');
    const { prompt } = await thinkOnce(engine, tokens, journalPath);
    const times = async (once: () => Promise<number>): Promise<number> => {
      let totalMs = 0;
      for (let i = 0; i < repeats; i++) totalMs += await once();
      return totalMs;
    };
    const { greedy, waitpoint } = await interleave(ROUNDS, {
      greedy: () => times(() => bare.generate('greedy', prompt, tokens)),
      waitpoint: () => times(async () => (await thinkOnce(engine, tokens, journalPath)).ms),
    });
    const { top, probabilities } = await interleave(CONTRAST_ROUNDS, {
      greedy: () => times(() => bare.generate('greedy', prompt, tokens)),
      top: () => times(() => bare.generate('top', prompt, tokens)),
      probabilities: () => times(() => bare.generate('probabilities', prompt, tokens)),
    });
    const bareSpeed = (tokens * repeats * 1000) / greedy.medianMs;
    const ratios = [waitpoint, top, probabilities].map(({ speed }) => showSpread(speed));
    return [subject.name, String(threads), bareSpeed.toFixed(0), ...ratios];
  } finally {
    await engineProcess.dispose();
    await bare.dispose();
  }
}

/** Runs a trace with its journal. @returns the prompt's ids, and milliseconds until the last thinking token */
async function thinkOnce(
  engine: RemoteEngine,
  tokens: number,
  journalPath: string,
): Promise<{ prompt: readonly number[]; ms: number }> {
  const request: RunRequest = {
    ...DEFAULT_REQUEST,
    budget: { minThinkingTokens: tokens, maxThinkingTokens: tokens, waits: 0, maxAnswerTokens: 1 },
  };
  const journal = new Journal(await openJournalFile(journalPath), (error) => {
    throw error;
  });
  let ms = NaN;
  const startedAt = performance.now();
  const trace = await runTrace({
    engine,
    scorer: null,
    trace: draftTrace(QUESTION, request, new Date(0).toISOString()),
    contextSize: CONTEXT_SIZE,
    now: () => performance.now(),
    emit: (event: TraceEvent) => {
      journal.append(event);
      if (event.type === 'thinkingEnd') ms = performance.now() - startedAt;
    },
  });
  await journal.close();
  if (trace.failure) throw new Error(trace.failure.message);
  if (trace.usage.thinkingTokens !== tokens) {
    throw new Error(`Thought ${trace.usage.thinkingTokens} tokens instead of ${tokens}.`);
  }
  return { prompt: trace.prompt?.ids ?? [], ms };
}
