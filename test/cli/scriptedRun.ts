/** A run made by hand: the example of the models' card, shortened, as the stream of events that draws it. */
import {
  DEFAULT_REQUEST,
  draftTrace,
  type ModelIdentity,
  type Provenance,
  type Trace,
} from '../../src/core/trace/trace';
import { emptyColumns, type TokenColumns } from '../../src/core/trace/tokenColumns';
import { applyEvent, type TraceEvent } from '../../src/core/trace/traceEvent';

const MODEL: ModelIdentity = {
  name: 'reasoner',
  file: 'reasoner.gguf',
  sha256: '0'.repeat(64),
  sizeBytes: 1,
  architecture: 'llama',
  quantization: 'Q8_0',
};

/** Builds events token by token; tokens come 10 ms apart. */
export class Script {
  readonly events: TraceEvent[] = [];
  private readonly trace: Trace;
  private made = 0;

  constructor(question: string, { scored = true } = {}) {
    this.trace = draftTrace(question, DEFAULT_REQUEST, '2025-01-01T00:00:00.000Z');
    this.trace.model = MODEL;
    this.trace.scorer = scored ? { ...MODEL, name: 'scorer', protocol: 'step-tag' } : null;
    this.events.push({ type: 'start', trace: this.trace });
  }

  tokens(provenance: Provenance, ...texts: string[]): this {
    const tokens: TokenColumns = emptyColumns();
    for (const text of texts) {
      tokens.id.push(7);
      tokens.text.push(text);
      tokens.prob.push(0.9);
      tokens.entropy.push(0.1);
      tokens.timeMs.push(10 * this.made++);
      for (let i = 0; i < 5; i++) tokens.alternativeIds.push(-1);
      for (let i = 0; i < 5; i++) tokens.alternativeProbs.push(0);
    }
    return this.add({ type: 'tokens', provenance, tokens });
  }

  add(event: TraceEvent): this {
    this.events.push(event);
    return this;
  }

  /** The trace that the events add up to. */
  result(): Trace {
    // Copies: the events can be used again.
    return structuredClone(this.events).reduce(applyEvent, this.trace);
  }
}

/** Two steps, a wait, a checked step, a natural end, the answer. Scores come late. */
export function scriptedRun({ scored = true } = {}): Script {
  const script = new Script('What is 83*46 - 118?', { scored })
    .tokens('model', 'Step 1: ', '83*46=3698.\n')
    .add({ type: 'step', index: 0, step: { start: 0, end: 2, score: null } })
    .tokens('model', 'Step 2: ', '3698-118=3580.\n');
  if (scored) script.add({ type: 'score', index: 0, score: 0.29 });
  script
    .add({ type: 'step', index: 1, step: { start: 2, end: 4, score: null } })
    .add({ type: 'intervention', intervention: { kind: 'wait', at: 4, text: 'Wait', suppressedProb: 0.97 } })
    .tokens('forced', 'Wait')
    .tokens('model', ', let me check step 1: 83*46=83*40+83*6=3320+498=3818, ', 'so step 1 is 3818.\n');
  if (scored) script.add({ type: 'score', index: 1, score: 0.14 });
  script
    .add({ type: 'step', index: 2, step: { start: 4, end: 7, score: null } })
    .add({ type: 'thinkingEnd', end: 7, answerStart: 8, reason: 'end' })
    .tokens('model', '</think>', '\nFinal Answer: ', '3700');
  if (scored) script.add({ type: 'score', index: 2, score: 1 });
  const usage = { thinkingTokens: 7, answerTokens: 2 };
  return script.add({ type: 'usage', usage }).add({
    type: 'finish',
    finish: { thinking: 'end', answer: 'stop' },
    answer: { start: 8, end: 10, text: '\nFinal Answer: 3700', extracted: '3700' },
    failure: null,
  });
}
