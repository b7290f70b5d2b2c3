import { unmetBudget } from '../decode/endVerdict';
import type { RunRequest, SweepLink, Trace } from '../trace/trace';
import { applyEvent, type TraceEvent } from '../trace/traceEvent';
import { followThinking, type Followed } from './follow';

/** One column while its sweep runs: its trace, and how it stands to the decode that it shares. */
export class SweepColumn {
  #trace: Trace;
  #live = false;

  /**
   * @param draft with the request of the column
   * @param continuationTokens tokens of each of its continuation strings
   */
  constructor(
    draft: Trace,
    private readonly link: SweepLink,
    private readonly continuationTokens: readonly number[],
  ) {
    this.#trace = { ...draft, sweep: link };
  }

  get index(): number {
    return this.link.column;
  }

  get trace(): Trace {
    return this.#trace;
  }

  get request(): RunRequest {
    return this.#trace.request;
  }

  /** Its trace has begun, and grows with the shared decode. */
  get live(): boolean {
    return this.#live;
  }

  /** How far it shares the thinking of `trace`. */
  follow(trace: Trace): Followed {
    return followThinking(trace, this.request, this.continuationTokens);
  }

  /** Whether its thinking ends where and as that of `trace` does. */
  endsWith(trace: Trace): boolean {
    const { at, ending } = this.follow(trace);
    return (
      at === trace.thinking.end &&
      ending !== null &&
      (ending === 'cut') === (trace.finish.thinking === 'budget')
    );
  }

  /** Whether its own trace says what `trace` says so far. */
  agreesWith({ tokens, interventions }: Trace): boolean {
    const own = this.#trace;
    return (
      this.#live &&
      own.tokens.id.length === tokens.id.length &&
      own.tokens.text.at(-1) === tokens.text.at(-1) &&
      own.interventions.length === interventions.length
    );
  }

  /** The beginning of its trace: what was decoded so far, as its own. What that cost is counted where it was decoded. */
  startFrom(trace: Trace): TraceEvent {
    const { usage } = trace;
    const own = {
      request: this.request,
      sweep: this.link,
      usage: { ...usage, policyEvaluatedTokens: 0, scorerEvaluatedTokens: 0 },
    };
    return { type: 'start', trace: { ...structuredClone(trace), ...own } };
  }

  /** The warning that a run of its own gives where it ends with `trace`; null: none. */
  warningAt(trace: Trace): string | null {
    if (this.follow(trace).ending !== 'unmet') return null;
    const waits = trace.interventions.filter(({ kind }) => kind === 'wait').length;
    return unmetBudget(this.request.budget, { thought: trace.thinking.end - trace.thinking.start, waits });
  }

  /** Folds an event in. @returns false where it says nothing new: a stretch tells again of the steps before it */
  take(event: TraceEvent): boolean {
    const { steps, warnings } = this.#trace;
    if (event.type === 'step') {
      const known = steps[event.index];
      if (known?.start === event.step.start && known.end === event.step.end) return false;
    }
    if (event.type === 'score' && steps[event.index]?.score === event.score) return false;
    if (event.type === 'warning' && warnings.includes(event.message)) return false;
    this.#trace = applyEvent(this.#trace, event);
    this.#live = event.type !== 'finish' && (this.#live || event.type === 'start');
    return true;
  }
}
