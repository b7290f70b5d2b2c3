import { describe, expect, it } from 'vitest';
import { answerConfidence } from '../../../src/core/grade/answerConfidence';
import type { Intervention } from '../../../src/core/trace/trace';
import { applyEvent } from '../../../src/core/trace/traceEvent';
import { announcement } from '../../../webview/trace/announcements';
import { countersOf } from '../../../webview/trace/counters';
import { runPlan } from '../../../webview/trace/emptyState';
import { formatProbability } from '../../../webview/trace/format';
import { tokensPerSecond } from '../../../webview/trace/speed';
import {
  answerSentence,
  chartSummary,
  confidenceSentence,
  demoSentence,
  presetSentence,
  endSentence,
  finishWords,
  lowConfidenceSentence,
  markSentence,
} from '../../../webview/trace/words';
import { arithmetic, draft, failed, forced, unknown } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

const wait: Intervention = { kind: 'wait', at: 93, text: 'Wait', suppressedProb: 0.97 };

describe('marks', () => {
  it('say how probable the suppressed end was, and where', () => {
    expect(markSentence(wait, 0)).toBe('end suppressed, p = 0.97 · after 93 tokens');
    expect(markSentence({ ...wait, suppressedProb: null }, 92)).toBe('end suppressed · after 1 token');
  });

  it('say when nothing was added', () => {
    expect(markSentence({ ...wait, text: '' }, 0)).toBe(
      'end suppressed, p = 0.97, nothing added · after 93 tokens',
    );
  });

  it('quote edits with what is invisible spelled out', () => {
    const edit: Intervention = { kind: 'edit', at: 1, text: 'a\n\u202E', suppressedProb: null };
    expect(markSentence(edit, 0)).toBe('“a\\n<U+202E>” written by hand · after 1 token');
  });
});

describe('formatProbability', () => {
  it('has two decimals, and more where two would claim certainty', () => {
    expect([0, 0.5, 0.97, 1].map(formatProbability)).toEqual(['0.00', '0.50', '0.97', '1.00']);
    expect([0.9953, 0.99996, 0.003].map(formatProbability)).toEqual(['0.995', '0.99996', '0.003']);
    expect([1e-9, 1 - 1e-9].map(formatProbability)).toEqual(['< 0.000001', '> 0.999999']);
  });
});

describe('ends', () => {
  it('tell the model’s own from a forced one', () => {
    expect(endSentence(arithmetic().trace, false)).toMatch(/^end of thinking, chosen by the model, p = \d/);
    expect(endSentence(forced().trace, false)).toBe('end of thinking, forced at the maximum of 95 tokens');
  });

  it('tell a user’s stop from a failure and from a cut file', () => {
    const stopped = new TraceScript(draft()).text('a b').finish('abort', null).trace;
    expect(endSentence(stopped, false)).toBe('stopped after 2 thinking tokens');
    expect(endSentence(failed().trace, false)).toBe(
      'broken off after 110 thinking tokens: The engine process was killed by SIGKILL.',
    );
    const cut = new TraceScript(draft()).text('a').trace;
    expect(endSentence(cut, false)).toBe('broken off after 1 thinking token');
    expect(endSentence(cut, true)).toBeNull();
  });

  it('say when the answer was cut', () => {
    expect(answerSentence(forced().trace, false)).toBe('cut at its limit of 6 tokens');
    expect(answerSentence(arithmetic().trace, false)).toBeNull();
    expect(finishWords(forced().trace, false)).toBe('answer cut at its limit');
    expect(finishWords(arithmetic().trace, false)).toBe('natural end');
  });
});

describe('the confidence of an answer', () => {
  it('is said as far as it is known', () => {
    const known = { probability: 0.98, lastScore: 0.91, low: false };
    expect(confidenceSentence(known)).toBe('p = 0.98 · last step 0.91');
    expect(confidenceSentence({ ...known, lastScore: null })).toBe('p = 0.98');
    expect(confidenceSentence({ ...known, probability: null })).toBe('last step 0.91');
    expect(confidenceSentence({ probability: null, lastScore: null, low: true })).toBe('');
  });

  it('is low for a reason', () => {
    expect(lowConfidenceSentence(answerConfidence(unknown().trace))).toBe(
      'the scorer gives the last step 0.03',
    );
    expect(lowConfidenceSentence({ probability: 0.31, lastScore: 0.2, low: true })).toBe(
      'the model gives the answer p = 0.31, and the scorer gives the last step 0.20',
    );
    expect(lowConfidenceSentence({ probability: null, lastScore: 0.9, low: true })).toBe(
      'no answer was found in the text',
    );
  });
});

describe('announcements', () => {
  it('are the turning points only', () => {
    let trace = draft();
    const said = arithmetic().events.flatMap((event) => {
      trace = applyEvent(trace, structuredClone(event));
      return announcement(event, trace) ?? [];
    });
    expect(said).toEqual([
      'Run started.',
      'Wait 1 inserted after 86 thinking tokens.',
      'Wait 2 inserted after 191 thinking tokens.',
      'Finished with the answer 5353. 296 thinking tokens, 2 waits, natural end.',
    ]);
  });
});

describe('the chart’s summary', () => {
  it('says the extremes and the waits', () => {
    expect(chartSummary(arithmetic().trace)).toBe(
      'Scores of 13 steps over 296 thinking tokens. Lowest 0.14 at step 5, highest 1.00 at step 6. ' +
        'Waits after 86, 191 tokens.',
    );
    expect(chartSummary(draft())).toBe('Score chart: no step has a score.');
  });
});

describe('counters', () => {
  it('speed comes from the tokens’ own times', () => {
    const { trace } = new TraceScript(draft(), 10).text('', 'model', ['a', 'b', 'c']);
    expect(tokensPerSecond(trace, false)).toBeCloseTo(100);
    expect(tokensPerSecond(draft(), true)).toBeNull();
  });

  it('the forced prefix of an answer is not counted', () => {
    const counters = countersOf(forced().trace, false, { state: 'idle' });
    expect(counters.map(({ value, name }) => `${value} ${name}`.trim())).toEqual([
      '95 / 95 thinking',
      '1 wait',
      '6 / 6 answer',
      '417 tok/s',
      '1.06× scorer',
      'answer cut at its limit',
    ]);
  });

  it('what evaluated is told once it is known, with what it took', () => {
    const compute = {
      ...{ device: 'CUDA: toy\u202e (3 of 3 layers)', gpuLayers: 3, layers: 3, kvCache: 'f16' as const },
      ...{
        weights: { ram: 0, vram: 2_000_000 },
        context: { ram: 0, vram: 0 },
        flashAttention: 'on' as const,
      },
    };
    const counters = countersOf({ ...forced().trace, compute }, false, { state: 'idle' });
    const { value, hint } = counters.at(-1) ?? {};
    expect(value).toBe('CUDA: toy<U+202E> (3 of 3 layers)');
    expect(hint).toBe('Ran on\nWeights: 0 bytes + 2.00 MB on the GPU\nKV cache: f16 · flash attention: on');
  });
});

describe('before a run', () => {
  it('the bundled model says what it knows, and no other does', () => {
    const models = [
      { path: '/demo', label: 'D', description: 'demo model: sums', isDemo: true },
      { path: '/m', label: 'M', description: '/' },
    ];
    expect(demoSentence(models, '/demo')).toBe(
      'Demo model: sums. Choose your own model for other questions.',
    );
    expect(demoSentence(models, '/m')).toBeNull();
    expect(demoSentence(models, '/gone')).toBeNull();
  });

  it('a preset that is a guess is said to be one, and one that somebody chose is not', () => {
    const models = [
      { path: '/g', label: 'G', description: '/', presetNote: 'Its file does not tell.' },
      { path: '/m', label: 'M', description: '/' },
    ];
    expect(presetSentence(models, '/g', 'generic')).toBe(
      'The preset generic is a guess for this model. Its file does not tell.',
    );
    expect(presetSentence(models, '/g', 's1-eval')).toBeNull();
    expect(presetSentence(models, '/m', 'generic')).toBeNull();
  });

  it('its plan is said in the run bar’s words', () => {
    const { request, question } = draft();
    const parameters = { question: question.text, request, modelPath: '/m', scorerPath: 'none' };
    expect(runPlan(parameters, [{ path: '/m', label: 'M', description: '' }], [])).toEqual([
      'M thinks for at most 512 tokens, then answers.',
      'Its end of thinking is refused the first 2 times: it is taken back, and “Wait” is added.',
      'Steps are not scored.',
    ]);
  });
});
