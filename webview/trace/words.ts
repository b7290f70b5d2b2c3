/** What the view says of a trace, in sentences. */
import { LOW_PROBABILITY, LOW_SCORE, type AnswerConfidence } from '../../src/core/grade/answerConfidence';
import type { FinishReason, Intervention, PresetName, Trace } from '../../src/core/trace/trace';
import type { ModelChoice } from '../../src/protocol/webview';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';
import { escapeText } from './escapes';
import { formatCount, formatProbability, formatScore } from './format';

/** What the bundled model knows, and what to do about it, where it is chosen; else null. */
export function demoSentence(models: readonly ModelChoice[], path: string): string | null {
  const chosen = models.find((choice) => choice.path === path);
  if (!chosen?.isDemo) return null;
  const text = displayText(chosen.description);
  return l10n.t(
    '{0}. Choose your own model for other questions.',
    `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
  );
}

/** That the preset is a guess, where nothing tells how the chosen model marks its thinking and nobody chose another. */
export function presetSentence(
  models: readonly ModelChoice[],
  path: string,
  preset: PresetName,
): string | null {
  const note = models.find((choice) => choice.path === path)?.presetNote;
  if (note === undefined || preset !== 'generic') return null;
  return l10n.t('The preset generic is a guess for this model. {0}', displayText(note));
}

/** Text from a trace inside a sentence: quoted, on one line. */
export const inQuotes = (text: string): string => `“${displayText(escapeText(text))}”`;

/** "1 token", "2,048 tokens". */
export const tokens = (count: number): string =>
  count === 1 ? l10n.t('{0} token', '1') : l10n.t('{0} tokens', formatCount(count));

/** "13 steps". */
export const stepCount = (count: number): string =>
  count === 1 ? l10n.t('{0} step', '1') : l10n.t('{0} steps', formatCount(count));

const waits = (count: number): string =>
  count === 1 ? l10n.t('{0} wait', '1') : l10n.t('{0} waits', formatCount(count));

export const thinkingTokens = (trace: Trace): number => trace.thinking.end - trace.thinking.start;

/** "93 thinking tokens". */
function ofThinking(trace: Trace): string {
  const count = thinkingTokens(trace);
  return count === 1 ? l10n.t('{0} thinking token', '1') : l10n.t('{0} thinking tokens', formatCount(count));
}

const brokenOff = (trace: Trace): string => l10n.t('broken off after {0}', ofThinking(trace));

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
  const after = l10n.t('after {0}', tokens(intervention.at - thinkingStart));
  const { kind, suppressedProb, text } = intervention;
  if (kind === 'edit') return `${l10n.t('{0} written by hand', inQuotes(text))} · ${after}`;
  const probability = suppressedProb === null ? '' : `, p = ${formatProbability(suppressedProb)}`;
  return `${l10n.t('end suppressed')}${probability}${text === '' ? l10n.t(', nothing added') : ''} · ${after}`;
}

/** The line that closes the thinking; null while it goes on. */
export function endSentence(trace: Trace, running: boolean): string | null {
  const reason = trace.finish.thinking;
  if (reason === null) return running ? null : brokenOff(trace);
  switch (reason) {
    case 'end': {
      // Where the model chose it, the delimiter's first token is a token like others.
      const { prob, provenance } = trace.tokens;
      const chosen = provenance[trace.thinking.end] === 'model' ? (prob[trace.thinking.end] ?? null) : null;
      return `${l10n.t('end of thinking, chosen by the model')}${chosen === null ? '' : `, p = ${formatProbability(chosen)}`}`;
    }
    case 'budget':
      return l10n.t(
        'end of thinking, forced at the maximum of {0}',
        tokens(trace.request.budget.maxThinkingTokens),
      );
    case 'stop':
      return l10n.t('the model ended its output while it was thinking');
    case 'limit':
      return l10n.t('thinking cut off by a limit after {0}', tokens(thinkingTokens(trace)));
    case 'abort':
      return trace.failure
        ? `${brokenOff(trace)}: ${displayText(trace.failure.message)}`
        : l10n.t('stopped after {0}', ofThinking(trace));
    default:
      return reason satisfies never;
  }
}

/** Under an answer that did not simply end; null for one that did, or that is being written. */
export function answerSentence(trace: Trace, running: boolean): string | null {
  const reason: FinishReason | null = trace.finish.answer;
  if (reason === 'limit')
    return l10n.t('cut at its limit of {0}', tokens(trace.request.budget.maxAnswerTokens));
  if (reason === 'abort')
    return trace.failure ? l10n.t('broken off: {0}', displayText(trace.failure.message)) : l10n.t('stopped');
  if (reason === null && !running) return l10n.t('broken off');
  return null;
}

/** Beside an answer: "p = 0.98 · last step 0.91", as far as it is known. */
export function confidenceSentence({ probability, lastScore }: AnswerConfidence): string {
  return [
    ...(probability === null ? [] : [`p = ${formatProbability(probability)}`]),
    ...(lastScore === null ? [] : [l10n.t('last step {0}', formatScore(lastScore))]),
  ].join(' · ');
}

/** Why a confidence is low. */
export function lowConfidenceSentence({ probability, lastScore }: AnswerConfidence): string {
  const reasons = [
    ...(probability !== null && probability < LOW_PROBABILITY
      ? [l10n.t('the model gives the answer p = {0}', formatProbability(probability))]
      : []),
    ...(lastScore !== null && lastScore < LOW_SCORE
      ? [l10n.t('the scorer gives the last step {0}', formatScore(lastScore))]
      : []),
  ];
  return reasons.length === 0 ? l10n.t('no answer was found in the text') : reasons.join(l10n.t(', and '));
}

/** For the counters: how it ended, in two or three words. */
export function finishWords(trace: Trace, running: boolean): string {
  if (running) return trace.answer ? l10n.t('answering') : l10n.t('thinking');
  if (trace.failure) return l10n.t('failed');
  if (trace.finish.thinking === 'abort' || trace.finish.answer === 'abort') return l10n.t('stopped');
  if (trace.finish.thinking === null)
    return trace.tokens.id.length > 0 ? l10n.t('broken off') : l10n.t('not run yet');
  if (trace.finish.answer === 'limit') return l10n.t('answer cut at its limit');
  return trace.finish.thinking === 'budget' ? l10n.t('forced end') : l10n.t('natural end');
}

/** Announced when a run is over. */
export function finishSentence(trace: Trace): string {
  const thinking = `${ofThinking(trace)}, ${waits(waitCount(trace))}`;
  if (trace.failure) return l10n.t('The run failed: {0}', trace.failure.message);
  if (trace.finish.thinking === 'abort' || trace.finish.answer === 'abort')
    return l10n.t('Stopped. {0}.', thinking);
  const extracted = trace.answer?.extracted;
  const how = `${thinking}, ${finishWords(trace, false)}`;
  return extracted == null
    ? l10n.t('Finished without an answer. {0}.', how)
    : l10n.t('Finished with the answer {0}. {1}.', displayText(extracted), how);
}

/** In place of a chart of scores. @param scored there is a scorer */
export function noScores(writing: boolean, scored: boolean): string {
  if (!scored) return l10n.t('There is no scorer: the steps have no scores.');
  return writing
    ? l10n.t('Scores appear here with the first complete step.')
    : l10n.t('No step has a score.');
}

/** What the score chart shows, for those who do not see it. */
export function chartSummary(trace: Trace): string {
  const scored = trace.steps.flatMap((step, index) =>
    step.score === null ? [] : [{ score: step.score, number: index + 1 }],
  );
  if (scored.length === 0) return l10n.t('Score chart: no step has a score.');
  const lowest = scored.reduce((a, b) => (b.score < a.score ? b : a));
  const highest = scored.reduce((a, b) => (b.score > a.score ? b : a));
  const places = trace.interventions
    .filter((intervention) => intervention.kind === 'wait')
    .map((intervention) => formatCount(intervention.at - trace.thinking.start));
  return [
    l10n.t('Scores of {0} over {1}.', stepCount(scored.length), ofThinking(trace)),
    l10n.t(
      'Lowest {0} at step {1}, highest {2} at step {3}.',
      formatScore(lowest.score),
      lowest.number,
      formatScore(highest.score),
      highest.number,
    ),
    places.length === 0 ? l10n.t('No waits.') : l10n.t('Waits after {0} tokens.', places.join(', ')),
  ].join(' ');
}
