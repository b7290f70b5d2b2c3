/** Writes runs for the view to show: events as an engine would send them, numbers repeatable. */
import { emptyColumns, type TokenColumns } from '../../../src/core/trace/tokenColumns';
import { applyEvent, type TraceEvent } from '../../../src/core/trace/traceEvent';
import type { FinishReason, Provenance, RunRequest, Trace } from '../../../src/core/trace/trace';

/** mulberry32: small, seeded, good enough for made-up probabilities. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Roughly as a tokenizer would: words with their space, single digits, single signs. */
export function pieces(text: string): string[] {
  return text.match(/ ?[\p{L}]+|\d|\s|[^\p{L}\d\s]/gu) ?? [];
}

const HASH = '0'.repeat(64);
const model = {
  name: 'reasoner',
  file: 'reasoner.gguf',
  sha256: HASH,
  sizeBytes: 1_800_000,
  architecture: 'llama',
  quantization: 'Q8_0',
};

/** The last token and the same four every time, most probable first. */
function addAlternatives(columns: TokenColumns, piece: string): void {
  const others = { 52: '4', 55: '7', 1000: ' so', 10: '\n' };
  const id = columns.id.at(-1) ?? 0;
  const entries = [
    { id, prob: columns.prob.at(-1) ?? 0 },
    { id: 10, prob: 0.05 },
    { id: 52, prob: 0.02 },
    { id: 55, prob: 0.01 },
    { id: 1000, prob: 0.003 },
  ].sort((a, b) => b.prob - a.prob);
  columns.alternativeIds.push(...entries.map((entry) => entry.id));
  columns.alternativeProbs.push(...entries.map((entry) => entry.prob));
  Object.assign(columns.alternativeTexts, others, { [id]: piece });
}

export class TraceScript {
  readonly events: TraceEvent[] = [];
  /** What the events so far add up to. */
  trace: Trace;
  readonly #random: () => number;
  #stepStart = 0;
  #timeMs = 30;

  constructor(
    draft: Trace,
    readonly msPerToken = 2.4,
    seed = 1,
  ) {
    this.#random = random(seed);
    this.trace = structuredClone(draft);
    const prompt = { text: `Question: ${draft.question.text}\n<think>\n`, ids: [1, 2, 3, 4, 5, 6, 7, 8] };
    const scorer = { ...model, name: 'scorer', file: 'scorer.gguf', protocol: 'step-tag' as const };
    this.#add({ type: 'start', trace: { ...structuredClone(draft), model, scorer, prompt } });
  }

  get request(): RunRequest {
    return this.trace.request;
  }

  text(text: string, provenance: Provenance = 'model', tokens = pieces(text)): this {
    const columns: TokenColumns = emptyColumns();
    for (const piece of tokens) {
      const uncertain = this.#random();
      columns.id.push(piece.codePointAt(0) ?? 0);
      columns.text.push(piece);
      columns.prob.push(provenance === 'model' ? 1 - uncertain ** 6 : 0.02);
      columns.entropy.push(uncertain ** 4);
      columns.timeMs.push((this.#timeMs += this.msPerToken));
      addAlternatives(columns, piece);
    }
    return this.#add({ type: 'tokens', provenance, tokens: columns });
  }

  /** Ends the step here. */
  step(score: number | null = null): this {
    const end = this.trace.tokens.id.length;
    const index = this.trace.steps.length;
    this.#add({ type: 'step', index, step: { start: this.#stepStart, end, score: null } });
    if (score !== null) this.#add({ type: 'score', index, score });
    this.#stepStart = end;
    return this;
  }

  line(text: string, score: number | null = null): this {
    return this.text(`${text}\n`).step(score);
  }

  wait(text: string, suppressedProb: number | null): this {
    this.#add({
      type: 'intervention',
      intervention: { kind: 'wait', at: this.trace.tokens.id.length, text, suppressedProb },
    });
    return text === '' ? this : this.text(text, 'forced');
  }

  edit(text: string): this {
    const at = this.trace.tokens.id.length;
    this.#add({ type: 'intervention', intervention: { kind: 'edit', at, text, suppressedProb: null } });
    return this.text(text, 'user');
  }

  /** What it would have answered here. */
  probe(extracted: string | null, confidence = 0.9): this {
    const at = this.trace.tokens.id.length;
    const text = `\nFinal Answer: ${extracted ?? ''}`;
    return this.#add({ type: 'probe', probe: { at, text, extracted, confidence, finish: 'stop' } });
  }

  warn(message: string): this {
    return this.#add({ type: 'warning', message });
  }

  endThinking(reason: FinishReason): this {
    const end = this.trace.tokens.id.length;
    const forced = reason === 'budget';
    if (forced) {
      const intervention = { kind: 'end', at: end, text: '</think>', suppressedProb: null } as const;
      this.#add({ type: 'intervention', intervention });
    }
    this.#add({ type: 'thinkingEnd', end, answerStart: end + 1, reason });
    this.text('</think>', forced ? 'forced' : 'model', ['</think>']);
    return forced ? this.text('\nFinal Answer:', 'forced') : this;
  }

  finish(answer: FinishReason | null, extracted: string | null, failure: Trace['failure'] = null): this {
    const { trace } = this;
    const thinkingTokens = trace.thinking.end - trace.thinking.start;
    const scorerEvaluatedTokens = thinkingTokens + 8 + trace.steps.length;
    this.#add({ type: 'usage', usage: { thinkingTokens, scorerEvaluatedTokens } });
    const text = trace.answer ? trace.tokens.text.slice(trace.answer.start).join('') : '';
    return this.#add({
      type: 'finish',
      finish: { thinking: trace.finish.thinking ?? (failure || answer === 'abort' ? 'abort' : null), answer },
      answer: trace.answer ? { ...trace.answer, text, extracted } : null,
      failure,
    });
  }

  #add(event: TraceEvent): this {
    this.events.push(event);
    this.trace = applyEvent(this.trace, structuredClone(event));
    return this;
  }
}
