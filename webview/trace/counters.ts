/** The line of counters: what a run has cost so far. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EngineStatus } from '../../src/protocol/webview';
import { computeLines } from '../../src/core/models/computeText';
import type { Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';
import { formatCount, formatSpeed } from './format';
import { tokensPerSecond } from './speed';
import { answerTokens, finishWords, thinkingTokens, waitCount } from './words';

interface Counter {
  readonly name: string;
  readonly value: string;
  readonly hint: string;
}

export function countersOf(trace: Trace, running: boolean, engine: EngineStatus): Counter[] {
  const { maxThinkingTokens, maxAnswerTokens } = trace.request.budget;
  const counters: Counter[] = [
    {
      name: l10n.t('thinking'),
      value: `${formatCount(thinkingTokens(trace))} / ${formatCount(maxThinkingTokens)}`,
      hint: l10n.t('Thinking tokens, forced ones counted, of the maximum'),
    },
    {
      name: waitCount(trace) === 1 ? l10n.t('wait') : l10n.t('waits'),
      value: formatCount(waitCount(trace)),
      hint: l10n.t('Ends of thinking refused'),
    },
  ];
  if (trace.answer) {
    counters.push({
      name: l10n.t('answer'),
      value: `${formatCount(answerTokens(trace))} / ${formatCount(maxAnswerTokens)}`,
      hint: l10n.t('Answer tokens of their maximum; the forced prefix is not counted'),
    });
  }
  const speed = tokensPerSecond(trace, running);
  if (speed !== null) {
    const hint = running ? l10n.t('Tokens a second, now') : l10n.t('Tokens a second, over the whole trace');
    counters.push({ name: l10n.t('tok/s'), value: formatSpeed(speed), hint });
  }
  const read = (trace.prompt?.ids.length ?? 0) + thinkingTokens(trace);
  if (trace.usage.scorerEvaluatedTokens > 0 && read > 0) {
    const { scorerEvaluatedTokens } = trace.usage;
    counters.push({
      name: l10n.t('scorer'),
      value: `${(scorerEvaluatedTokens / read).toFixed(2)}×`,
      hint: l10n.t(
        'The scorer evaluated {0} tokens for {1} of question and thinking',
        formatCount(scorerEvaluatedTokens),
        formatCount(read),
      ),
    });
  }
  const loading = running && engine.state === 'loading';
  counters.push({
    name: '',
    value: loading ? l10n.t('loading') : finishWords(trace, running),
    hint: running ? l10n.t('What it is doing') : l10n.t('How it ended'),
  });
  if (running && engine.state === 'running')
    counters.push({ name: '', value: engine.device, hint: l10n.t('Runs on') });
  else if (!running && trace.compute) {
    const hint = [l10n.t('Ran on'), ...computeLines(trace.compute)].join('\n');
    counters.push({ name: '', value: displayText(trace.compute.device), hint });
  }
  return counters;
}

export function counters(trace: Trace, running: boolean, engine: EngineStatus): TemplateResult {
  return html`<ul class="counters" aria-label=${l10n.t('Counters')}>
    ${countersOf(trace, running, engine).map(
      ({ name, value, hint }) =>
        html`<li title=${hint}><b>${value}</b>${name === '' ? nothing : ` ${name}`}</li>`,
    )}
  </ul>`;
}
