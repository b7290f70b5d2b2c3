/** The forks and the probe that can be made at a place of the trace. */
import { html, type TemplateResult } from 'lit';
import type { DebugCommand } from '../../src/protocol/webview';
import type { Trace } from '../../src/core/trace/trace';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { formatCount } from '../trace/format';
import type { DebugActions } from './debugActions';

interface PlaceButton {
  readonly command: DebugCommand;
  readonly label: string;
  readonly hint: string;
}

const PROBE: PlaceButton = {
  command: 'probeHere',
  label: l10n.t('Probe'),
  hint: l10n.t('What would it answer now? (F9)'),
};
const FORKS: readonly PlaceButton[] = [
  { command: 'forkWait', label: l10n.t('Wait'), hint: l10n.t('Fork: put a wait here and go on (Alt+F9)') },
  {
    command: 'forkEnd',
    label: l10n.t('End'),
    hint: l10n.t('Fork: end the thinking here and answer (Shift+Alt+F9)'),
  },
  {
    command: 'forkAlternative',
    label: l10n.t('Other token…'),
    hint: l10n.t('Fork: take another token here (Ctrl+F9)'),
  },
  {
    command: 'forkResample',
    label: l10n.t('Resample…'),
    hint: l10n.t('Forks: sample the rest again (Ctrl+Shift+F9)'),
  },
  {
    command: 'forkEdit',
    label: l10n.t('Edit…'),
    hint: l10n.t('Fork: change the text of the step and go on (F2)'),
  },
  {
    command: 'forkContinue',
    label: l10n.t('Drop the rest'),
    hint: l10n.t('Fork: delete the rest and go on'),
  },
  {
    command: 'forkBudget',
    label: l10n.t('New budget'),
    hint: l10n.t('Fork: go on with what the run bar says now'),
  },
];

/** "step 3" at the first token of a step, else "token 42". */
export function placeWords({ steps, thinking }: Trace, at: number): string {
  const step = steps.findIndex(({ start }) => start === at);
  return step >= 0
    ? l10n.t('step {0}', formatCount(step + 1))
    : l10n.t('token {0}', formatCount(at - thinking.start + 1));
}

/** @param at token; null: nothing is picked or focused */
export function forkActions(
  trace: Trace,
  at: number | null,
  disabled: boolean,
  actions: DebugActions,
): TemplateResult {
  const place = at === null ? l10n.t('here') : l10n.t('before {0}', placeWords(trace, at));
  const placeButton = ({ command, label, hint }: PlaceButton): TemplateResult =>
    button({
      label,
      name: command,
      title: hint,
      appearance: 'quiet',
      disabled: disabled || at === null,
      onClick: () => actions.run(command, at),
    });
  return html`<div class="fork-actions" role="toolbar" aria-label=${l10n.t('Probe and fork {0}', place)}>
    <span class="place">${place[0]?.toUpperCase()}${place.slice(1)}:</span>
    ${placeButton(PROBE)}
    <span class="place">${l10n.t('Fork:')}</span>
    ${FORKS.map(placeButton)}
  </div>`;
}
