import { describe, expect, it } from 'vitest';
import {
  alternativeRows,
  missingSentence,
  tokenFacts,
  tokenName,
  tokenSentence,
  wouldHavePicked,
} from '../../../webview/trace/tokenFacts';
import { visibleToken } from '../../../webview/trace/visibleToken';
import { formatMs } from '../../../webview/trace/format';
import { draft, imported } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

/** Token 0 picked by the model, 1 forced, 2 picked although it is not among the five. */
function trace() {
  const { trace } = new TraceScript(draft(), 100).text('7').wait('Wait', 0.9).text('x');
  const { tokens } = trace;
  tokens.prob = [0.25, 0.02, 0.001];
  tokens.entropy = [0.7, 1.25, null];
  tokens.alternativeIds.splice(5, 10, 510, 32, -1, -1, -1, 52, 55, 1000, 10, 32);
  tokens.alternativeProbs.splice(5, 10, 0.75, 0.2, 0, 0, 0, 0.5, 0.2, 0.1, 0.1, 0.05);
  Object.assign(tokens.alternativeTexts, { 510: '</think>', 32: ' ' });
  return trace;
}

const facts = (at: number, of = trace()) =>
  Object.fromEntries(tokenFacts(of, at).map(({ name, value }) => [name, value]));

describe('visibleToken', () => {
  it('leaves nothing to guess', () => {
    expect(visibleToken(' so\n')).toBe('␣so\\n');
    expect(visibleToken('\t\r\\n')).toBe('\\t\\r\\\\n');
    expect(visibleToken('\u0000\u001b\u202e\u00a0\ud800')).toBe('\\u{0}\\u{1b}\\u{202e}\\u{a0}\\u{d800}');
    expect(visibleToken('é 👩‍👧')).toBe('é␣👩‍👧');
  });
});

describe('formatMs', () => {
  it('has as many digits as mean something', () => {
    expect([0, 2.44, 28.4, 284, 1284, 125_400].map(formatMs)).toEqual([
      '0 ms',
      '2.4 ms',
      '28 ms',
      '284 ms',
      '1.28 s',
      '2 min 5 s',
    ]);
  });
});

describe('a token', () => {
  it('is told by number, with everything that is recorded of it', () => {
    expect(tokenName(trace(), 0)).toBe('Token 1');
    expect(facts(0)).toEqual({
      probability: '0.25',
      entropy: '0.70 nats',
      provenance: 'picked by the model',
      time: '130 ms',
      index: '0',
      id: '55',
    });
    expect(facts(1)).toMatchObject({ provenance: 'forced by the budget', time: '230 ms (+100 ms)' });
    expect(facts(2)).toMatchObject({ entropy: 'not known' });
  });

  it('has its alternatives, the one that stands marked among them or after them', () => {
    expect(alternativeRows(trace(), 0).map(({ text, stands }) => [text, stands])[0]).toEqual(['7', true]);
    expect(alternativeRows(trace(), 1)).toEqual([
      { text: '</think>', probability: 0.75, stands: false },
      { text: '␣', probability: 0.2, stands: false },
      { text: 'Wait', probability: 0.02, stands: true },
    ]);
    const last = alternativeRows(trace(), 2);
    expect(last).toHaveLength(6);
    expect(last.at(-1)).toEqual({ text: 'x', probability: 0.001, stands: true });
  });

  it('that was forced says what the model would have picked, as far as that is sure', () => {
    expect(wouldHavePicked(trace(), 0)).toBeNull();
    expect(wouldHavePicked(trace(), 1)).toBe('The model would have picked “</think>”, p = 0.75.');
    const warm = trace();
    warm.request.sampler.temperature = 0.7;
    expect(wouldHavePicked(warm, 1)).toBe('The model would most likely have picked “</think>”, p = 0.75.');
    const same = trace();
    same.tokens.alternativeIds[5] = same.tokens.id[1] ?? -1;
    expect(wouldHavePicked(same, 1)).toBe('The model would have picked it too.');
  });

  it('is announced in a sentence', () => {
    expect(tokenSentence(trace(), 0)).toBe('Token 1 “7”, p = 0.25, entropy 0.70 nats');
    expect(tokenSentence(trace(), 1)).toBe(
      'Token 2 “Wait”, p = 0.02, entropy 1.25 nats, forced by the budget. ' +
        'The model would have picked “</think>”, p = 0.75.',
    );
  });

  it('of an imported trace is a word, and says what it has not', () => {
    const { trace: words } = imported();
    expect(tokenName(words, 4)).toBe('Word 5');
    expect(facts(4, words)).toEqual({ index: '4', provenance: 'imported' });
    expect(missingSentence(words, 4)).toMatch(
      /^This trace was imported \(prm800k\): .* without probabilities/,
    );
    expect(missingSentence(trace(), 0)).toBeNull();
  });
});
