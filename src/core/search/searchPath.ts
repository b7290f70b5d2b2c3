import type { Refusal } from '../decode/budgetForcing';
import type { Prompt } from '../decode/prompt';
import type { TokenId } from '../engine';
import { StepSegmenter, type StepRange } from '../trace/segmentation';
import { sliceColumns } from '../trace/tokenColumns';
import type { RunRequest, Trace } from '../trace/trace';
import { applyEvent, type TraceEvent } from '../trace/traceEvent';
import type { SearchNode } from './searchRecord';

/** One way through the tree while it grows: its trace so far, and the node that it has come to. */
export class SearchPath {
  /** Of its last step; null: it stands at a prompt. */
  node: SearchNode | null = null;
  /** An end that was refused behind its last step. */
  refusal: Refusal | null = null;
  private segmenter: StepSegmenter;

  constructor(
    /** Only `take` changes it. */
    readonly trace: Trace,
    readonly prompt: Prompt,
    /** The leaf that it begins anew after (revisions); null: none. */
    readonly after: SearchNode | null,
  ) {
    this.segmenter = this.newSegmenter();
  }

  get seed(): number {
    return this.trace.request.sampler.seed;
  }

  /** Prompt and all tokens. */
  get ids(): TokenId[] {
    return [...this.prompt.ids, ...this.trace.tokens.id];
  }

  /** Its thinking has ended. */
  get isOver(): boolean {
    return this.trace.finish.thinking !== null;
  }

  get stepTexts(): string[] {
    const { steps, tokens } = this.trace;
    return steps.map(({ start, end }) => tokens.text.slice(start, end).join(''));
  }

  /** Texts of its steps behind one another, to tell paths that say the same. */
  get thinking(): string {
    const { tokens, thinking } = this.trace;
    return tokens.text.slice(thinking.start, thinking.end).join('');
  }

  /** Goes on from here under another request. */
  branch(request: RunRequest): SearchPath {
    const copy = new SearchPath({ ...structuredClone(this.trace), request }, this.prompt, this.after);
    copy.node = this.node;
    copy.refusal = this.refusal;
    return copy;
  }

  /**
   * Folds in what the decode loop says.
   * @returns the steps that it completes
   */
  take(event: TraceEvent): StepRange[] {
    const before = this.trace.tokens.id.length;
    applyEvent(this.trace, event);
    if (event.type === 'thinkingEnd') return this.note(this.segmenter.flush());
    if (event.type !== 'tokens' || this.trace.answer) return [];
    const waits = new Set(this.trace.interventions.map(({ at }) => at));
    const done: StepRange[] = [];
    for (let i = before; i < this.trace.tokens.id.length; i++)
      done.push(...this.segmenter.push(this.trace.tokens.text[i] ?? '', waits.has(i)));
    return this.note(done);
  }

  /** Completes the step that is growing: nothing more belongs to it. */
  closeStep(): StepRange[] {
    const done = this.note(this.segmenter.flush());
    this.segmenter = this.newSegmenter();
    return done;
  }

  /** What it holds of a node that begins at `start` and ends with `end`. */
  nodeParts(start: number, end: number): Pick<SearchNode, 'start' | 'tokens' | 'interventions'> {
    const { tokens, interventions } = this.trace;
    return {
      start,
      tokens: { ...sliceColumns(tokens, start, end), provenance: tokens.provenance.slice(start, end) },
      interventions: interventions.filter(({ at }) => at >= start && at < end),
    };
  }

  private note(ranges: readonly StepRange[]): StepRange[] {
    for (const range of ranges) this.trace.steps.push({ ...range, score: null });
    return [...ranges];
  }

  private newSegmenter(): StepSegmenter {
    return new StepSegmenter(this.trace.request.segmentation, this.trace.tokens.id.length);
  }
}
