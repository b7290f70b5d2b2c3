import type { Trace } from '../trace/trace';
import { findAnswer } from './extractAnswer';

/** Below it the model itself would rather have written something else. */
export const LOW_PROBABILITY = 0.5;
/** Below it the scorer holds the step to be rather wrong than right. */
export const LOW_SCORE = 0.5;

/** How far an answer can be relied on. */
export interface AnswerConfidence {
  /** Mean probability, 0..1, of the model's tokens of the extracted answer; null: not known. */
  readonly probability: number | null;
  /** Score, 0..1, of the last step that has one: the step that the answer rests on; null: none is scored. */
  readonly lastScore: number | null;
  /** The run came to its end, and one of them is low or there is no answer. */
  readonly low: boolean;
}

export function answerConfidence(trace: Trace): AnswerConfidence {
  const { answer, finish } = trace;
  const probability = answerProbability(trace);
  const lastScore = trace.steps.findLast(({ score }) => score !== null)?.score ?? null;
  const ended = finish.answer !== null && finish.answer !== 'abort';
  const doubtful =
    (answer?.extracted ?? null) === null ||
    (probability !== null && probability < LOW_PROBABILITY) ||
    (lastScore !== null && lastScore < LOW_SCORE);
  return { probability, lastScore, low: ended && doubtful };
}

function answerProbability({ answer, tokens }: Trace): number | null {
  if (answer === null) return null;
  const texts = tokens.text.slice(answer.start, answer.end);
  const probs = tokens.prob
    .slice(answer.start, answer.end)
    .map((prob, i) => (tokens.provenance[answer.start + i] === 'model' ? prob : null));
  return extractedProbability(answer.extracted, texts, probs);
}

/**
 * Mean probability of the model's tokens of the extracted answer (shared semantics, section 1): the label before
 * it, what follows it, and what was forced say nothing of how sure the model is.
 * @param texts of the answer's tokens
 * @param probs aligned with `texts`; null for tokens that the model did not choose
 */
export function extractedProbability(
  extracted: string | null,
  texts: readonly string[],
  probs: readonly (number | null)[],
): number | null {
  const text = texts.join('');
  const range = findAnswer(text);
  // A file may hold another answer than this version finds: of that one nothing is known.
  if (extracted === null || range === null || text.slice(range.start, range.end) !== extracted) return null;
  let sum = 0;
  let count = 0;
  let end = 0;
  for (let i = 0; i < texts.length && end <= range.end; i++) {
    const start = end;
    end += texts[i]?.length ?? 0;
    // A token without text begins the character that the next one completes.
    const inside = start < range.end && (end > range.start || start === range.start);
    const prob = probs[i] ?? null;
    if (!inside || prob === null) continue;
    sum += prob;
    count++;
  }
  return count === 0 ? null : sum / count;
}
