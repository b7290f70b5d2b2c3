/** What the debugger knows of the trace, in a line, with the answer timeline below it; and what can be asked next. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TraceOverview } from '../../src/core/metrics/traceOverview';
import type { Trace } from '../../src/core/trace/trace';
import type { Task } from '../../src/protocol/webview';
import '../charts/answerTimeline';
import { timelineData, type TimelineData } from '../charts/timelineData';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatCount } from '../trace/format';
import type { DebugActions } from './debugActions';
import { flipWords, loopWords, settledWords, waitWords } from './debugWords';

/** Data of the timeline, made once an overview: the element draws anew when it gets another object. */
const timelines = new WeakMap<TraceOverview, TimelineData>();

/** Probes and scores of the whole trace. */
export function probeActions(trace: Trace, disabled: boolean, actions: DebugActions): TemplateResult {
  const run = (command: Parameters<DebugActions['run']>[0]) => () => actions.run(command, null);
  const quiet = { appearance: 'quiet', disabled } as const;
  const { expected } = trace.question;
  return html`<div class="debug-actions" role="toolbar" aria-label=${l10n.t('Probe and score')}>
    ${button({
      ...quiet,
      label: l10n.t('Probe steps'),
      name: 'probeSteps',
      title: l10n.t('What would it answer after every step? (Shift+F9)'),
      onClick: run('probeSteps'),
    })}
    ${
      trace.interventions.some(({ kind }) => kind === 'wait')
        ? button({
            ...quiet,
            label: l10n.t('Probe waits'),
            name: 'probeWaits',
            title: l10n.t('What would it answer before and after every wait?'),
            onClick: run('probeWaits'),
          })
        : nothing
    }
    ${trace.probes.length > 0 ? button({ ...quiet, label: l10n.t('Clear probes'), name: 'clearProbes', onClick: run('clearProbes') }) : nothing}
    ${button({
      ...quiet,
      label: l10n.t('Score steps'),
      name: 'scoreSteps',
      title: l10n.t('Score every step with the scorer of the run bar'),
      onClick: run('scoreSteps'),
    })}
    ${button({
      ...quiet,
      label: expected === null ? l10n.t('Right answer…') : l10n.t('Right answer: {0}', displayText(expected)),
      name: 'setRightAnswer',
      title: l10n.t('Set the right answer, which answers are graded by'),
      onClick: run('setRightAnswer'),
    })}
    ${
      trace.parent
        ? button({
            ...quiet,
            disabled: false,
            label: l10n.t('Parent'),
            name: 'goToParent',
            icon: 'fork',
            title: l10n.t(
              'Forked after {0} thinking tokens: go to the parent',
              formatCount(trace.parent.at - trace.thinking.start),
            ),
            onClick: run('goToParent'),
          })
        : nothing
    }
  </div>`;
}

export function debugSummary(
  trace: Trace,
  overview: TraceOverview | null,
  actions: DebugActions,
): TemplateResult {
  return html`<ul class="summary" aria-label=${l10n.t('Summary')}>
      ${overview ? facts(trace, overview, actions).map((fact) => html`<li>${fact}</li>`) : nothing}
    </ul>
    ${
      overview && trace.probes.length > 0
        ? html`<wp-answer-timeline
            .data=${timelineOf(overview, trace.thinking.start)}
            @wp-place=${(event: CustomEvent<number>) => actions.goToToken(trace.thinking.start + event.detail)}
          ></wp-answer-timeline>`
        : nothing
    }`;
}

/** How far a task has come. */
export function taskProgress(task: Task | null): TemplateResult | typeof nothing {
  if (!task) return nothing;
  const { label, done, total } = task;
  return html`<div class="loading">
    <progress max=${Math.max(1, total)} .value=${done} aria-label=${label}></progress>
    <span>${l10n.t('{0} · {1} of {2}', label, formatCount(done), formatCount(total))}</span>
  </div>`;
}

function timelineOf(overview: TraceOverview, start: number): TimelineData {
  const known = timelines.get(overview);
  if (known) return known;
  const data = timelineData(overview, start);
  timelines.set(overview, data);
  return data;
}

function facts(trace: Trace, overview: TraceOverview, actions: DebugActions): (TemplateResult | string)[] {
  const { firstDoubted, loops, settled } = overview;
  const { start } = trace.thinking;
  const link = (text: string, go: () => void): TemplateResult =>
    html`<button class="link" @click=${go}>${text}</button>`;
  const settledSentence = settledWords(overview, start);
  return [
    ...(firstDoubted === null
      ? []
      : [
          html`${l10n.t('First doubted:')}
          ${link(l10n.t('step {0}', formatCount(firstDoubted + 1)), () => actions.goToStep(firstDoubted))}`,
        ]),
    ...(settled && settledSentence ? [link(settledSentence, () => actions.goToToken(settled.at))] : []),
    ...[waitWords(overview), flipWords(overview)].filter((words) => words !== null),
    ...loops.map((loop) => link(loopWords(loop), () => actions.goToToken(loop.start))),
  ];
}
