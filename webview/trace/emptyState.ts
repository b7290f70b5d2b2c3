/** What is shown before the first run: what a run will do, in the words of the run bar as it stands. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ModelChoice, RunParameters } from '../../src/protocol/webview';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';
import { formatCount } from './format';
import { inQuotes, tokens } from './words';

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
      ? l10n.t('and nothing is added')
      : l10n.t('and {0} is added', continuation.map(inQuotes).join(l10n.t(' or ')));
  const refused = [
    ...(waits > 0
      ? [waits === 1 ? l10n.t('the first time') : l10n.t('the first {0} times', formatCount(waits))]
      : []),
    ...(minThinkingTokens > 0 ? [l10n.t('before {0}', tokens(minThinkingTokens))] : []),
  ];
  return [
    l10n.t(
      '{0} thinks for at most {1}, then answers.',
      name(models, parameters.modelPath),
      tokens(maxThinkingTokens),
    ),
    refused.length === 0
      ? l10n.t('It may end its thinking when it likes: no waits are set.')
      : l10n.t(
          'Its end of thinking is refused {0}: it is taken back, {1}.',
          refused.join(l10n.t(', and ')),
          refusal,
        ),
    parameters.scorerPath === NO_SCORER
      ? l10n.t('Steps are not scored.')
      : l10n.t('{0} scores every step as it is completed.', name(scorers, parameters.scorerPath)),
  ];
}

export function emptyState(
  plan: readonly string[] | null,
  runKeys: string,
  readOnly: boolean,
): TemplateResult {
  return html`<section class="empty" aria-label=${l10n.t('Before the first run')}>
    <h2>${l10n.t('Nothing has run yet')}</h2>
    ${plan?.map((sentence) => html`<p>${sentence}</p>`)}
    ${readOnly || plan === null ? nothing : html`<p class="keys"><kbd>${runKeys}</kbd> ${l10n.t('runs it.')}</p>`}
  </section>`;
}
