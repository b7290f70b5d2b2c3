/** The line of counters: what a run has cost so far. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EngineStatus } from '../../src/protocol/webview';
import type { Trace } from '../../src/core/trace/trace';
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
      name: 'thinking',
      value: `${formatCount(thinkingTokens(trace))} / ${formatCount(maxThinkingTokens)}`,
      hint: 'Thinking tokens, forced ones counted, of the maximum',
    },
    {
      name: waitCount(trace) === 1 ? 'wait' : 'waits',
      value: formatCount(waitCount(trace)),
      hint: 'Ends of thinking refused',
    },
  ];
  if (trace.answer) {
    counters.push({
      name: 'answer',
      value: `${formatCount(answerTokens(trace))} / ${formatCount(maxAnswerTokens)}`,
      hint: 'Answer tokens of their maximum; the forced prefix is not counted',
    });
  }
  const speed = tokensPerSecond(trace, running);
  if (speed !== null) {
    const hint = running ? 'Tokens a second, now' : 'Tokens a second, over the whole trace';
    counters.push({ name: 'tok/s', value: formatSpeed(speed), hint });
  }
  const read = (trace.prompt?.ids.length ?? 0) + thinkingTokens(trace);
  if (trace.usage.scorerEvaluatedTokens > 0 && read > 0) {
    const { scorerEvaluatedTokens } = trace.usage;
    counters.push({
      name: 'scorer',
      value: `${(scorerEvaluatedTokens / read).toFixed(2)}×`,
      hint: `The scorer evaluated ${formatCount(scorerEvaluatedTokens)} tokens for ${formatCount(read)} of question and thinking`,
    });
  }
  const loading = running && engine.state === 'loading';
  counters.push({
    name: '',
    value: loading ? 'loading' : finishWords(trace, running),
    hint: running ? 'What it is doing' : 'How it ended',
  });
  if (running && engine.state === 'running')
    counters.push({ name: '', value: engine.device, hint: 'Runs on' });
  return counters;
}

export function counters(trace: Trace, running: boolean, engine: EngineStatus): TemplateResult {
  return html`<ul class="counters" aria-label="Counters">
    ${countersOf(trace, running, engine).map(
      ({ name, value, hint }) =>
        html`<li title=${hint}><b>${value}</b>${name === '' ? nothing : ` ${name}`}</li>`,
    )}
  </ul>`;
}
