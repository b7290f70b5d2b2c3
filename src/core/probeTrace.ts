/** What would it have answered? Answers forced at some tokens of a trace, over one sequence that grows along it. */
import { probeAnswer } from './decode/probeAnswer';
import { resolvePreset } from './decode/preset';
import { buildPrompt } from './decode/prompt';
import { validateRequest } from './decode/validate';
import type { CancelSignal, Engine, Sequence } from './engine';
import { errors } from './errors';
import { extractedProbability } from './grade/answerConfidence';
import { isReadBy } from './trace/identity';
import { replayBatches } from './trace/resume';
import { textOf, type ProbeRecord, type Trace } from './trace/trace';

export interface ProbeTraceOptions {
  readonly engine: Engine;
  readonly trace: Trace;
  /** Tokens before which the thinking is ended; any order, doubles count once. */
  readonly at: readonly number[];
  /** Every probe, by token. */
  readonly emit: (probe: ProbeRecord) => void;
  readonly signal?: CancelSignal | undefined;
  /** Most tokens the context may hold; default: what the model was trained for. */
  readonly contextSize?: number | undefined;
}

/** What the probes cost, in tokens evaluated: the thinking once, and each answer. */
export interface ProbeUsage {
  readonly prefixTokens: number;
  readonly answerTokens: number;
}

/**
 * Probes in the order of the trace: the thinking is evaluated once, each answer is taken back (tail erase), and what
 * a sequence that was kept holds already is not evaluated again.
 * @throws WaitpointError `badInput` for tokens outside the thinking; what the engine throws
 */
export async function probeTrace(options: ProbeTraceOptions): Promise<ProbeUsage> {
  const { engine, trace, signal } = options;
  validateRequest(trace.question.text, trace.request);
  const at = [...new Set(options.at)].sort((a, b) => a - b);
  const outside = at.find((one) => one < trace.thinking.start || one > trace.thinking.end);
  if (outside !== undefined)
    throw errors.badInput(
      `A probe ends the thinking, which has tokens ${trace.thinking.start} to ${trace.thinking.end}; ${outside} is not one of them.`,
    );
  const last = at.at(-1);
  if (last === undefined) return { prefixTokens: 0, answerTokens: 0 };
  const preset = await resolvePreset(engine, trace.request);
  const stretches = await stretchesOf(engine, trace, at, preset.startText);
  const { maxAnswerTokens } = trace.request.budget;
  const forced = preset.newlineIds.length + preset.endIds.length + preset.answerPrefixIds.length;
  const needed = stretches.reduce((sum, { ids }) => sum + ids.length, 0) + forced + maxAnswerTokens;
  const available = Math.min(options.contextSize ?? Infinity, engine.info.trainContextSize);
  if (needed > available)
    throw errors.contextTooSmall(needed, available, 'question, thinking up to the last probe, and an answer');
  const sequence = await engine.openSequence(needed);
  try {
    let prefixTokens = 0;
    let answerTokens = 0;
    for (const [i, point] of at.entries()) {
      const { ids, batchStarts } = stretches[i] as Stretch;
      if (ids.length > 0) prefixTokens += await sequence.replay(ids, batchStarts, signal);
      if (signal?.aborted) break;
      const probe = await probeAt(sequence, options, preset, point);
      answerTokens += probe.evaluatedTokens;
      if (signal?.aborted) break;
      options.emit(probe.record);
    }
    return { prefixTokens, answerTokens };
  } finally {
    await sequence.dispose().catch(() => undefined);
  }
}

/** Ids from one probe to the next, in the batches in which they are evaluated. */
interface Stretch {
  readonly ids: readonly number[];
  readonly batchStarts: readonly number[];
}

/** The first stretch begins with the prompt. A trace of another model is read as text, each stretch on its own. */
async function stretchesOf(
  engine: Engine,
  trace: Trace,
  at: readonly number[],
  startText: string,
): Promise<Stretch[]> {
  if (isReadBy(trace, engine)) {
    const { ids, batchStarts } = replayBatches(trace);
    const prompt = ids.length - trace.tokens.id.length;
    return at.map((end, i) => {
      const from = i === 0 ? 0 : prompt + (at[i - 1] ?? 0);
      const inside = batchStarts.filter((start) => start > from && start < prompt + end);
      return { ids: ids.slice(from, prompt + end), batchStarts: [0, ...inside.map((start) => start - from)] };
    });
  }
  const prompt = await buildPrompt(engine, trace.question.text, startText);
  const stretches: Stretch[] = [];
  for (const [i, end] of at.entries()) {
    const text = textOf(trace, i === 0 ? trace.thinking.start : (at[i - 1] ?? 0), end);
    const read = text === '' ? [] : await engine.tokenize(text, { special: false, continues: true });
    stretches.push({ ids: i === 0 ? [...prompt.ids, ...read] : read, batchStarts: [0] });
  }
  return stretches;
}

async function probeAt(
  sequence: Sequence,
  { engine, trace, signal }: ProbeTraceOptions,
  preset: Awaited<ReturnType<typeof resolvePreset>>,
  at: number,
): Promise<{ record: ProbeRecord; evaluatedTokens: number }> {
  const { text, extracted, finish, tokens, evaluatedTokens } = await probeAnswer({
    engine,
    sequence,
    preset,
    thinking: textOf(trace, Math.max(trace.thinking.start, at - 1), at),
    cut: true,
    maxAnswerTokens: trace.request.budget.maxAnswerTokens,
    signal,
  });
  const texts = [preset.answerPrefix, ...tokens.text];
  const confidence = extractedProbability(extracted, texts, [null, ...tokens.prob]);
  return { record: { at, text, extracted, confidence, finish }, evaluatedTokens };
}

/** Places worth asking at. */
export type ProbePlaces = 'steps' | 'waits' | { readonly at: number };

/**
 * Tokens to probe at: the end of every step; every wait, before and after what it led to; or one token.
 * @returns ascending
 */
export function probePlaces({ thinking, steps, interventions }: Trace, places: ProbePlaces): number[] {
  if (typeof places === 'object') return [places.at];
  if (places === 'steps') return [...new Set([...steps.map(({ end }) => end), thinking.end])];
  const waits = interventions.filter(({ kind, at }) => kind === 'wait' && at <= thinking.end);
  return [...new Set([...waits.map(({ at }) => at), thinking.end])];
}
