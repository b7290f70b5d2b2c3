/** What the view says of a trace, in sentences. */
import { LOW_PROBABILITY, LOW_SCORE, type AnswerConfidence } from '../../src/core/grade/answerConfidence';
import type { FinishReason, Intervention, Trace } from '../../src/core/trace/trace';
import type { ModelChoice } from '../../src/protocol/webview';
import { displayText } from './displayText';
import { escapeText } from './escapes';
import { formatCount, formatProbability, formatScore, plural } from './format';

/** What the bundled model knows, and what to do about it, where it is chosen; else null. */
export function demoSentence(models: readonly ModelChoice[], path: string): string | null {
  const chosen = models.find((choice) => choice.path === path);
  if (!chosen?.isDemo) return null;
  const text = displayText(chosen.description);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}. Choose your own model for other questions.`;
}

/** Text from a trace inside a sentence: quoted, on one line. */
export const inQuotes = (text: string): string => `“${displayText(escapeText(text))}”`;

export const thinkingTokens = (trace: Trace): number => trace.thinking.end - trace.thinking.start;

export const waitCount = (trace: Trace): number =>
  trace.interventions.filter((intervention) => intervention.kind === 'wait').length;

/** Model tokens of the answer: the forced prefix is not counted, as in the budget. */
export function answerTokens(trace: Trace): number {
  if (!trace.answer) return 0;
  const { start, end } = trace.answer;
  return trace.tokens.provenance.slice(start, end).filter((provenance) => provenance === 'model').length;
}

/** Beside a mark: "end suppressed, p = 0.97 · after 93 tokens". */
export function markSentence(intervention: Intervention, thinkingStart: number): string {
  const after = `after ${plural(intervention.at - thinkingStart, 'token')}`;
  const { kind, suppressedProb, text } = intervention;
  if (kind === 'edit') return `${inQuotes(text)} written by hand · ${after}`;
  const probability = suppressedProb === null ? '' : `, p = ${formatProbability(suppressedProb)}`;
  return `end suppressed${probability}${text === '' ? ', nothing added' : ''} · ${after}`;
}

/** The line that closes the thinking; null while it goes on. */
export function endSentence(trace: Trace, running: boolean): string | null {
  const reason = trace.finish.thinking;
  if (reason === null)
    return running ? null : `broken off after ${plural(thinkingTokens(trace), 'thinking token')}`;
  switch (reason) {
    case 'end': {
      // Where the model chose it, the delimiter's first token is a token like others.
      const { prob, provenance } = trace.tokens;
      const chosen = provenance[trace.thinking.end] === 'model' ? (prob[trace.thinking.end] ?? null) : null;
      return `end of thinking, chosen by the model${chosen === null ? '' : `, p = ${formatProbability(chosen)}`}`;
    }
    case 'budget':
      return `end of thinking, forced at the maximum of ${plural(trace.request.budget.maxThinkingTokens, 'token')}`;
    case 'stop':
      return 'the model ended its output while it was thinking';
    case 'limit':
      return `thinking cut off by a limit after ${plural(thinkingTokens(trace), 'token')}`;
    case 'abort':
      return trace.failure
        ? `broken off after ${plural(thinkingTokens(trace), 'thinking token')}: ${displayText(trace.failure.message)}`
        : `stopped after ${plural(thinkingTokens(trace), 'thinking token')}`;
    default:
      return reason satisfies never;
  }
}

/** Under an answer that did not simply end; null for one that did, or that is being written. */
export function answerSentence(trace: Trace, running: boolean): string | null {
  const reason: FinishReason | null = trace.finish.answer;
  if (reason === 'limit')
    return `cut at its limit of ${plural(trace.request.budget.maxAnswerTokens, 'token')}`;
  if (reason === 'abort')
    return trace.failure ? `broken off: ${displayText(trace.failure.message)}` : 'stopped';
  if (reason === null && !running) return 'broken off';
  return null;
}

/** Beside an answer: "p = 0.98 · last step 0.91", as far as it is known. */
export function confidenceSentence({ probability, lastScore }: AnswerConfidence): string {
  return [
    ...(probability === null ? [] : [`p = ${formatProbability(probability)}`]),
    ...(lastScore === null ? [] : [`last step ${formatScore(lastScore)}`]),
  ].join(' · ');
}

/** Why a confidence is low. */
export function lowConfidenceSentence({ probability, lastScore }: AnswerConfidence): string {
  const reasons = [
    ...(probability !== null && probability < LOW_PROBABILITY
      ? [`the model gives the answer p = ${formatProbability(probability)}`]
      : []),
    ...(lastScore !== null && lastScore < LOW_SCORE
      ? [`the scorer gives the last step ${formatScore(lastScore)}`]
      : []),
  ];
  return reasons.length === 0 ? 'no answer was found in the text' : reasons.join(', and ');
}

/** For the counters: how it ended, in two or three words. */
export function finishWords(trace: Trace, running: boolean): string {
  if (running) return trace.answer ? 'answering' : 'thinking';
  if (trace.failure) return 'failed';
  if (trace.finish.thinking === 'abort' || trace.finish.answer === 'abort') return 'stopped';
  if (trace.finish.thinking === null) return trace.tokens.id.length > 0 ? 'broken off' : 'not run yet';
  if (trace.finish.answer === 'limit') return 'answer cut at its limit';
  return trace.finish.thinking === 'budget' ? 'forced end' : 'natural end';
}

/** Announced when a run is over. */
export function finishSentence(trace: Trace): string {
  const thinking = `${plural(thinkingTokens(trace), 'thinking token')}, ${plural(waitCount(trace), 'wait')}`;
  if (trace.failure) return `The run failed: ${trace.failure.message}`;
  if (trace.finish.thinking === 'abort' || trace.finish.answer === 'abort') return `Stopped. ${thinking}.`;
  const extracted = trace.answer?.extracted;
  const answer = extracted == null ? 'without an answer' : `with the answer ${displayText(extracted)}`;
  return `Finished ${answer}. ${thinking}, ${finishWords(trace, false)}.`;
}

/** In place of a chart of scores. @param scored there is a scorer */
export function noScores(writing: boolean, scored: boolean): string {
  if (!scored) return 'There is no scorer: the steps have no scores.';
  return writing ? 'Scores appear here with the first complete step.' : 'No step has a score.';
}

/** What the score chart shows, for those who do not see it. */
export function chartSummary(trace: Trace): string {
  const scored = trace.steps.flatMap((step, index) =>
    step.score === null ? [] : [{ score: step.score, number: index + 1 }],
  );
  if (scored.length === 0) return 'Score chart: no step has a score.';
  const lowest = scored.reduce((a, b) => (b.score < a.score ? b : a));
  const highest = scored.reduce((a, b) => (b.score > a.score ? b : a));
  const waits = trace.interventions
    .filter((intervention) => intervention.kind === 'wait')
    .map((intervention) => formatCount(intervention.at - trace.thinking.start));
  return [
    `Scores of ${plural(scored.length, 'step')} over ${plural(thinkingTokens(trace), 'thinking token')}.`,
    `Lowest ${formatScore(lowest.score)} at step ${lowest.number}, highest ${formatScore(highest.score)} at step ${highest.number}.`,
    waits.length === 0 ? 'No waits.' : `Waits after ${waits.join(', ')} tokens.`,
  ].join(' ');
}
