/** What a debugger wants to know of a trace first. */
import { findLoops, type Loop } from '../decode/loops';
import { LOW_SCORE } from '../grade/answerConfidence';
import { gradeOf } from '../grade/traceGrade';
import type { Trace } from '../trace/trace';

/** An answer at a token: probed there, or the trace's own at the end of its thinking. */
export interface AnswerAt {
  /** Thinking tokens before it stand before this token. */
  readonly at: number;
  readonly answer: string | null;
  /** Against the right answer of the question; null: that is not known. */
  readonly right: boolean | null;
}

export interface Flip {
  /** Token of the first answer that is different. */
  readonly at: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly kind: 'rightToWrong' | 'wrongToRight' | 'changed';
}

export interface WaitEffect {
  /** Token of the wait. */
  readonly at: number;
  /** Null: the answers before and after it are not both known. */
  readonly effect: 'helped' | 'hurt' | 'changed' | 'same' | null;
}

/** A step whose score and entropy say different things. */
export interface Disagreement {
  readonly step: number;
  /** `sureButDoubted`: the model wrote it without hesitation, and the scorer doubts it; `unsureButTrusted`: the reverse. */
  readonly kind: 'sureButDoubted' | 'unsureButTrusted';
}

export interface TraceOverview {
  readonly thinkingTokens: number;
  readonly waits: readonly WaitEffect[];
  /** Index of the first step that is scored below `LOW_SCORE`; null: none is. */
  readonly firstDoubted: number | null;
  /** Probes and the final answer, by token. */
  readonly answers: readonly AnswerAt[];
  readonly flips: readonly Flip[];
  /** First place asked at from which on every answer is the final one; null: nothing before the end was probed. */
  readonly settled: { readonly at: number; readonly tokensAfter: number } | null;
  readonly loops: readonly Loop[];
  readonly disagreements: readonly Disagreement[];
}

export function traceOverview(trace: Trace): TraceOverview {
  const answers = answersOf(trace);
  return {
    thinkingTokens: trace.thinking.end - trace.thinking.start,
    waits: waitEffects(trace, answers),
    firstDoubted: indexOrNull(trace.steps.findIndex(({ score }) => score !== null && score < LOW_SCORE)),
    answers,
    flips: flipsOf(answers),
    settled: settledAt(trace, answers),
    loops: findLoops(trace),
    disagreements: disagreementsOf(trace),
  };
}

function indexOrNull(index: number): number | null {
  return index < 0 ? null : index;
}

/** The answer that the run gave at its end counts there, not a probe at the same place. */
export function answersOf(trace: Trace): AnswerAt[] {
  const { probes, answer, finish, thinking } = trace;
  const grade = (given: string | null): boolean | null => gradeOf(trace, given)?.correct ?? null;
  const ended = answer !== null && finish.answer !== null && finish.answer !== 'abort';
  const asked = probes
    .filter(({ at }) => !ended || at < thinking.end)
    .map(({ at, extracted }) => ({ at, answer: extracted, right: grade(extracted) }));
  if (!ended) return asked;
  return [...asked, { at: thinking.end, answer: answer.extracted, right: grade(answer.extracted) }];
}

function flipsOf(answers: readonly AnswerAt[]): Flip[] {
  return answers.flatMap((now, i) => {
    const before = answers[i - 1];
    if (!before || before.answer === now.answer) return [];
    const kind = before.right === true ? 'rightToWrong' : now.right === true ? 'wrongToRight' : 'changed';
    return [{ at: now.at, from: before.answer, to: now.answer, kind } as const];
  });
}

function settledAt({ thinking }: Trace, answers: readonly AnswerAt[]): TraceOverview['settled'] {
  const final = answers.at(-1);
  if (!final || final.at !== thinking.end || answers.length < 2) return null;
  const { at } = answers[answers.findLastIndex(({ answer }) => answer !== final.answer) + 1] ?? final;
  return { at, tokensAfter: thinking.end - at };
}

/** A wait is judged by the last answer up to it, and the last answer before the next one. */
function waitEffects({ interventions, thinking }: Trace, answers: readonly AnswerAt[]): WaitEffect[] {
  const waits = interventions.filter(({ kind }) => kind === 'wait');
  return waits.map(({ at }, i) => {
    const next = waits[i + 1]?.at ?? thinking.end;
    const before = answers.find((one) => one.at === at);
    const after = answers.findLast((one) => one.at > at && one.at <= next);
    if (!before || !after) return { at, effect: null };
    if (before.answer === after.answer) return { at, effect: 'same' };
    if (after.right === true) return { at, effect: 'helped' };
    return { at, effect: before.right === true ? 'hurt' : 'changed' };
  });
}

/** Above it a score is trust. */
const HIGH_SCORE = 0.8;
/** Quantiles of the mean entropies of the steps of a trace: what is sure and unsure depends on model and question. */
const SURE = 0.5;
const UNSURE = 0.75;
/** Fewer steps say nothing of what is usual. */
const LEAST_STEPS = 4;

function disagreementsOf(trace: Trace): Disagreement[] {
  const entropies = trace.steps.map(({ start, end }) => meanEntropy(trace, start, end));
  const sorted = entropies.filter((one) => one !== null).sort((a, b) => a - b);
  if (sorted.length < LEAST_STEPS) return [];
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const [sure, unsure] = [quantile(SURE), quantile(UNSURE)];
  return trace.steps.flatMap(({ score }, step): Disagreement[] => {
    const entropy = entropies[step] ?? null;
    if (score === null || entropy === null) return [];
    if (score < LOW_SCORE && entropy <= sure) return [{ step, kind: 'sureButDoubted' }];
    return score >= HIGH_SCORE && entropy > unsure ? [{ step, kind: 'unsureButTrusted' }] : [];
  });
}

/** Mean entropy in nats of the tokens that the model chose; null: it is known of none. */
export function meanEntropy({ tokens }: Trace, start: number, end: number): number | null {
  let sum = 0;
  let count = 0;
  for (let i = start; i < end; i++) {
    const entropy = tokens.entropy[i] ?? null;
    if (entropy === null || tokens.provenance[i] !== 'model') continue;
    sum += entropy;
    count++;
  }
  return count === 0 ? null : sum / count;
}
