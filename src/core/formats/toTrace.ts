/** Makes the trace of what a foreign format holds. */
import { extractAnswer } from '../grade/extractAnswer';
import { ALTERNATIVES } from '../trace/tokenColumns';
import { StepSegmenter } from '../trace/segmentation';
import { DEFAULT_REQUEST, draftTrace, type Provenance, type Step, type Trace } from '../trace/trace';
import { RowError, type ForeignStep, type ForeignTrace } from './foreignTrace';
import { wordsOf } from './words';

export interface Origin {
  /** Name of the format. */
  readonly format: string;
  /** Name of the file or document; null: pasted. */
  readonly source: string | null;
  /** Line of the row, from 1; null where the whole document is one trace. */
  readonly line: number | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * A word takes some 70 bytes of a trace file, a character six at worst: of these limits together, a file of up to
 * 100 MB, which `LARGEST_TRACE_BYTES` still lets in. No model thinks that long.
 */
export const MOST_WORDS = 500_000;
export const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Divides the steps of a source, as a blank line divides those of a model. */
export const BETWEEN_STEPS = '\n\n';

/**
 * The trace of a foreign one. Its tokens are words with id 0, of which no model said anything; waits are what a budget
 * forced, so it has none, however often it says "Wait".
 * @throws RowError when it is longer than a trace may be
 */
export function toTrace(foreign: ForeignTrace, { createdAt, ...origin }: Origin): Trace {
  refuseLong(foreign);
  const trace = draftTrace(foreign.question, structuredClone(DEFAULT_REQUEST), createdAt);
  trace.question.expected = foreign.expected;
  const { thinking } = foreign;
  trace.steps = typeof thinking === 'string' ? addText(trace, thinking) : addSteps(trace, thinking);
  const thinkingTokens = trace.tokens.id.length;
  trace.thinking = { start: 0, end: thinkingTokens };
  if (foreign.answer !== null || typeof thinking !== 'string') addAnswer(trace, foreign);
  trace.finish = finishOf(foreign);
  trace.warnings = [...foreign.notes];
  if (trace.finish.thinking === 'abort')
    trace.warnings.push('The thinking breaks off: no answer follows it.');
  const answerTokens = trace.answer ? trace.answer.end - trace.answer.start : 0;
  trace.usage = { thinkingTokens, answerTokens, policyEvaluatedTokens: 0, scorerEvaluatedTokens: 0 };
  // No trace holds more than its budget allows, and this one had none.
  const { budget } = trace.request;
  budget.maxThinkingTokens = Math.max(budget.maxThinkingTokens, thinkingTokens);
  budget.maxAnswerTokens = Math.max(budget.maxAnswerTokens, answerTokens);
  trace.imported = {
    ...origin,
    labels: typeof thinking === 'string' ? null : thinking.map(({ label }) => label),
  };
  return trace;
}

function refuseLong({ question, thinking, delimiter, answer }: ForeignTrace): void {
  const steps = typeof thinking === 'string' ? [thinking] : thinking.map(({ text }) => text);
  const length = [question, ...steps, delimiter, answer ?? ''].reduce((sum, text) => sum + text.length, 0);
  if (length > MOST_CHARACTERS)
    throw new RowError([], `holds a trace of ${length} characters; up to ${MOST_CHARACTERS} can be opened`);
}

/** Divides a text into steps by the rule of the trace. */
function addText(trace: Trace, text: string): Step[] {
  const segmenter = new StepSegmenter(trace.request.segmentation, 0);
  const words = wordsOf(text);
  addTokens(trace, words, 'model');
  const ranges = words.flatMap((word) => segmenter.push(word, false));
  return [...ranges, ...segmenter.flush()].map((range) => ({ ...range, score: null }));
}

/** A step for each of the source, an empty one too: labels are told by their place. */
function addSteps(trace: Trace, steps: readonly ForeignStep[]): Step[] {
  return steps.map(({ text, byPerson }, index) => {
    const start = trace.tokens.id.length;
    const closing = index < steps.length - 1 || text === '' ? BETWEEN_STEPS : '';
    addTokens(trace, wordsOf(text + closing), byPerson ? 'user' : 'model');
    return { start, end: trace.tokens.id.length, score: null };
  });
}

/** Where the steps are the whole solution the answer is empty, and found in the last step. */
function addAnswer(trace: Trace, { thinking, delimiter, answer }: ForeignTrace): void {
  addTokens(trace, wordsOf(delimiter), 'model');
  const start = trace.tokens.id.length;
  addTokens(trace, wordsOf(answer ?? ''), 'model');
  const end = trace.tokens.id.length;
  const lastStep = typeof thinking === 'string' ? '' : (thinking.at(-1)?.text ?? '');
  trace.answer = { start, end, text: answer ?? '', extracted: extractAnswer(answer ?? lastStep) };
}

function finishOf({ thinking, answer }: ForeignTrace): Trace['finish'] {
  if (answer !== null) return { thinking: 'end', answer: 'stop' };
  // Steps alone: the model ended its text, and no delimiter.
  return typeof thinking === 'string'
    ? { thinking: 'abort', answer: null }
    : { thinking: 'stop', answer: 'stop' };
}

/** @throws RowError */
function addTokens({ tokens }: Trace, words: readonly string[], provenance: Provenance): void {
  const length = tokens.id.length + words.length;
  if (length > MOST_WORDS)
    throw new RowError([], `holds a trace of ${length} words or more; up to ${MOST_WORDS} can be opened`);
  for (const word of words) {
    tokens.id.push(0);
    tokens.text.push(word);
    tokens.prob.push(null);
    tokens.entropy.push(null);
    tokens.timeMs.push(0);
    for (let i = 0; i < ALTERNATIVES; i++) {
      tokens.alternativeIds.push(-1);
      tokens.alternativeProbs.push(0);
    }
    tokens.provenance.push(provenance);
  }
}
