/** What is shown before the first run: what a run will do, in the words of the run bar as it stands. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ModelChoice, RunParameters } from '../../src/protocol/webview';
import { displayText } from './displayText';
import { plural } from './format';
import { inQuotes } from './words';

const NO_SCORER = 'none';

/** Sentences on the run that `parameters` ask for. */
export function runPlan(
  parameters: RunParameters,
  models: readonly ModelChoice[],
  scorers: readonly ModelChoice[],
): string[] {
  const { minThinkingTokens, maxThinkingTokens, waits } = parameters.request.budget;
  const { continuation } = parameters.request;
  const name = (choices: readonly ModelChoice[], path: string): string =>
    displayText(choices.find((choice) => choice.path === path)?.label ?? path);

  const refusal =
    continuation.length === 0
      ? 'and nothing is added'
      : `and ${continuation.map(inQuotes).join(' or ')} is added`;
  const refused = [
    ...(waits > 0 ? [`the first ${plural(waits, 'time')}`] : []),
    ...(minThinkingTokens > 0 ? [`before ${plural(minThinkingTokens, 'token')}`] : []),
  ];
  return [
    `${name(models, parameters.modelPath)} thinks for at most ${plural(maxThinkingTokens, 'token')}, then answers.`,
    refused.length === 0
      ? 'It may end its thinking when it likes: no waits are set.'
      : `Its end of thinking is refused ${refused.join(', and ')}: it is taken back, ${refusal}.`,
    parameters.scorerPath === NO_SCORER
      ? 'Steps are not scored.'
      : `${name(scorers, parameters.scorerPath)} scores every step as it is completed.`,
  ];
}

export function emptyState(
  plan: readonly string[] | null,
  runKeys: string,
  readOnly: boolean,
): TemplateResult {
  return html`<section class="empty" aria-label="Before the first run">
    <h2>Nothing has run yet</h2>
    ${plan?.map((sentence) => html`<p>${sentence}</p>`)}
    ${readOnly || plan === null ? nothing : html`<p class="keys"><kbd>${runKeys}</kbd> runs it.</p>`}
  </section>`;
}
