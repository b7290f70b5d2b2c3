/** Waitpoint's whole pipe against the bare greedy loop of node-llama-cpp. */
import { join } from 'node:path';
import { runTrace } from '../src/core/runTrace';
import { Journal } from '../src/core/trace/journal';
import { DEFAULT_REQUEST, draftTrace, type RunRequest } from '../src/core/trace/trace';
import { EngineProcess, type RemoteEngine } from '../src/engines/llama/client';
import { openJournalFile } from '../src/files/journalFile';
import type { BareWay } from './children/bareLoop';
import { BareProcess } from './support/bareProcess';
import type { Benchmark, BenchmarkContext } from './support/benchmark';
import { interleave, showSpread } from './support/interleave';
import { randomModel } from './support/randomModel';
import { TokenTimes } from './support/tokenTimes';

const QUESTION = 'What is 83*46+57*29-118?';
const ROUNDS = 11;
/** For contrast only, and slow. */
const CONTRAST_ROUNDS = 2;
const CONTEXT_SIZE = 1024;
/** Threads of one decode wait for each other: with one a core, whatever else runs would be measured. */
const THREADS = 1;

interface Subject {
  readonly name: string;
  readonly path: string;
  readonly tokens: number;
  /** Tokens timed together; Waitpoint notes times to a tenth of a millisecond. */
  readonly window: number;
}

interface Sample {
  /** From the request to the last token. */
  readonly ms: number;
  readonly times: readonly number[];
}

export const benchmark: Benchmark = {
  title: 'Decode',
  method:
    'Speed of thinking, Waitpoint ÷ the bare greedy loop (`for await (… of sequence.evaluate(prompt, {temperature: 0}))`) ' +
    'in a forked process of its own: same model, prompt, context size and number of tokens, one thread. Waitpoint: engine ' +
    'process, raw probability, entropy and five alternatives of every token, the budget loop (minimum = maximum, so ends ' +
    'are refused), frames to the client, every event journaled to a file. *Whole run* is timed from the request to the ' +
    'last thinking token; *token* is the lower quartile of the times between tokens, which a busy machine disturbs less. ' +
    'For contrast, by tokens, the library asked the obvious ways: `controlledEvaluate` with the top 5 and the total ' +
    'weight, and `evaluateWithMetadata` with all probabilities. The models with random weights have a body of 88M ' +
    'parameters, Q8_0.',
  run: async (context) => {
    const rows: string[][] = [];
    for (const subject of subjects(context.root)) {
      context.progress(subject.name);
      rows.push(await compare(context, subject));
    }
    const columns = [
      'model',
      'bare, ms a token',
      'whole run',
      'token',
      'top 5 and weight',
      'all probabilities',
    ];
    return { columns, rows };
  },
};

function subjects(root: string): Subject[] {
  const models = join(root, 'bench/models');
  return [
    {
      name: 'bundled reasoner',
      path: join(root, 'models/reasoner.gguf'),
      tokens: 512,
      window: 16,
    },
    {
      name: 'random, 32k vocabulary',
      path: randomModel('32k', models),
      tokens: 64,
      window: 1,
    },
    {
      name: 'random, 152k vocabulary',
      path: randomModel('152k', models),
      tokens: 48,
      window: 1,
    },
  ];
}

async function compare(context: BenchmarkContext, subject: Subject): Promise<string[]> {
  const { path, tokens, window } = subject;
  const engines = EngineProcess.start({ entry: join(context.root, 'dist/engineProcess.mjs'), log: () => {} });
  const bare = new BareProcess(context.root);
  try {
    const engine = await engines.load({ path, gpu: 'off', threads: THREADS });
    await bare.load(path, THREADS, CONTEXT_SIZE);
    const journalPath = join(context.scratch, 'bench.journal');
    const { prompt } = await think(engine, tokens, journalPath);

    const byWay = { greedy: new TokenTimes(window), waitpoint: new TokenTimes(window) };
    const contrast = { top: new TokenTimes(window), probabilities: new TokenTimes(window) };
    const timed = (to: TokenTimes, sample: () => Promise<Sample>) => async (): Promise<number> => {
      const { ms, times } = await sample();
      to.add(times);
      return ms;
    };
    const generate = (way: BareWay, to: TokenTimes): (() => Promise<number>) =>
      timed(to, () => bare.generate(way, prompt, tokens));
    const { waitpoint } = await interleave(ROUNDS, {
      greedy: generate('greedy', byWay.greedy),
      waitpoint: timed(byWay.waitpoint, () => think(engine, tokens, journalPath)),
    });
    await interleave(CONTRAST_ROUNDS, {
      greedy: generate('greedy', byWay.greedy),
      top: generate('top', contrast.top),
      probabilities: generate('probabilities', contrast.probabilities),
    });
    const bareMs = byWay.greedy.quartileMs;
    const ratios = [byWay.waitpoint, contrast.top, contrast.probabilities].map((times) =>
      (bareMs / times.quartileMs).toFixed(2),
    );
    return [subject.name, bareMs.toPrecision(3), showSpread(waitpoint.speed), ...ratios];
  } finally {
    await engines.dispose();
    await bare.dispose();
  }
}

/** Runs a trace with its journal. */
async function think(
  engine: RemoteEngine,
  tokens: number,
  journalPath: string,
): Promise<Sample & { prompt: readonly number[] }> {
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
    emit: (event) => {
      journal.append(event);
      if (event.type === 'thinkingEnd') ms = performance.now() - startedAt;
    },
  });
  await journal.close();
  if (trace.failure) throw new Error(trace.failure.message);
  if (trace.usage.thinkingTokens !== tokens) {
    throw new Error(`Thought ${trace.usage.thinkingTokens} tokens instead of ${tokens}.`);
  }
  const { timeMs, provenance } = trace.tokens;
  // Forced tokens are evaluated together, and so is the answer's beginning.
  const times = timeMs.slice(0, tokens).map((time, i) => (provenance[i] === 'model' ? time : NaN));
  return { prompt: trace.prompt?.ids ?? [], ms, times };
}
