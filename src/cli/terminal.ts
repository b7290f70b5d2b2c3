/**
 * Draws a run while it streams. What is final is printed once; what may still change (a step without its score,
 * the thinking after the last step, the answer) is redrawn below it, on screens that can.
 */
import type { Trace } from '../core/trace/trace';
import { applyEvent, type TraceEvent } from '../core/trace/traceEvent';
import { paint, wrap, type Line } from './layout';
import {
  answerLines,
  endLines,
  headLines,
  interventionLines,
  stepLines,
  summaryLines,
  type Look,
  type Setting,
} from './traceLines';

export interface Screen {
  write(text: string): void;
  /** Cells of a line, read at every drawing; Infinity never wraps. */
  readonly columns: number;
  /** Lines of the screen; 0: it cannot be redrawn, lines are only added. */
  readonly rows: number;
  readonly color: boolean;
}

/** Tokens of an unfinished step that are worth drawing again and again. */
const MOST_LIVE_TOKENS = 2000;

/** A part of the trace on the screen. */
interface Part {
  readonly lines: readonly Line[];
  /** Nothing to come changes it. */
  readonly final: boolean;
}

/** How far the trace is drawn. */
interface Cursor {
  steps: number;
  interventions: number;
  /** The thinking after the last step is drawn too. */
  rest: boolean;
}

export class RunDrawing {
  private trace: Trace | null = null;
  private cursor: Cursor = { steps: 0, interventions: 0, rest: false };
  private live = '';
  private finished = false;

  /** @param setting for the head lines */
  constructor(
    private readonly screen: Screen,
    private readonly setting: Setting,
  ) {}

  /** Call with every event of the run, in order. The drawing keeps a trace of its own. */
  handle(event: TraceEvent): void {
    if (event.type === 'start') {
      this.trace = structuredClone(event.trace);
      this.print(headLines(this.trace, this.setting, this.look), []);
    } else if (this.trace) {
      applyEvent(this.trace, event);
      this.draw(this.trace);
    }
  }

  /** Prints everything that is left, final or not, and the summary. @param trace as the run returned it */
  finish(trace: Trace): void {
    this.finished = true;
    this.draw(trace);
    const { look } = this;
    const end = trace.answer ? [...endLines(trace, look), ...answerLines(trace, look)] : [];
    this.print([...end, ...summaryLines(trace, look)], []);
  }

  private get look(): Look {
    return { columns: this.screen.columns, color: this.screen.color };
  }

  private draw(trace: Trace): void {
    const printed: Line[] = [];
    const live: Line[] = [];
    const cursor = { ...this.cursor };
    for (let part = this.next(trace, cursor); part; part = this.next(trace, cursor)) {
      if (live.length === 0 && part.final) {
        printed.push(...part.lines);
        this.cursor = { ...cursor };
      } else if (this.screen.rows > 0) {
        live.push(...part.lines);
      } else break;
    }
    if (this.screen.rows > 0 && !this.finished) {
      if (trace.answer) live.push(...endLines(trace, this.look), ...answerLines(trace, this.look));
      live.push(...progressLines(trace, this.look));
    }
    this.print(printed, live);
  }

  /** Replaces the live lines by `printed`, which stay, and `live`, as far as the screen holds them. */
  private print(printed: readonly Line[], live: readonly Line[]): void {
    // A screen cannot be rewound past its top.
    const shown = live.slice(-Math.max(1, this.screen.rows - 1));
    const text = (lines: readonly Line[]): string =>
      lines.map((line) => `${paint(line, this.screen.color)}\n`).join('');
    const next = text(shown);
    if (printed.length === 0 && next === this.live) return;
    const height = this.live.split('\n').length - 1;
    const erase = height > 0 ? `\u001b[${height}A\r\u001b[J` : '';
    this.live = next;
    this.screen.write(erase + text(printed) + next);
  }

  /** The part at `cursor`, which it moves on; null at the end. Parts come in the order of their tokens. */
  private next(trace: Trace, cursor: Cursor): Part | null {
    const { look } = this;
    const step = trace.steps[cursor.steps];
    const stepped = trace.steps[cursor.steps - 1]?.end ?? trace.thinking.start;
    const restStart = !step && !cursor.rest && stepped < trace.thinking.end ? stepped : null;
    const intervention = trace.interventions[cursor.interventions];
    if (intervention && intervention.at <= (step?.start ?? restStart ?? Infinity)) {
      cursor.interventions++;
      return {
        lines: interventionLines(trace, intervention, this.waitsUntil(trace, cursor), look),
        final: true,
      };
    }
    if (step) {
      cursor.steps++;
      const final = this.finished || step.score !== null || !trace.scorer;
      return { lines: stepLines(trace, step, cursor.steps, final ? step.score : 'pending', look), final };
    }
    if (restStart === null) return null;
    cursor.rest = true;
    const { end } = trace.thinking;
    const start = this.finished ? restStart : Math.max(restStart, end - MOST_LIVE_TOKENS);
    const score = this.finished ? null : 'pending';
    return { lines: stepLines(trace, { start, end }, cursor.steps + 1, score, look), final: this.finished };
  }

  private waitsUntil(trace: Trace, { interventions }: Cursor): number {
    return trace.interventions.slice(0, interventions).filter(({ kind }) => kind === 'wait').length;
  }
}

function progressLines(trace: Trace, { columns }: Look): Line[] {
  const tokens = trace.thinking.end - trace.thinking.start;
  const most = trace.request.budget.maxThinkingTokens;
  const text = trace.answer ? 'answering' : `${tokens} of at most ${most} thinking tokens`;
  return wrap([{ text: `${text} · Ctrl-C stops`, style: 'dim' }], columns);
}
