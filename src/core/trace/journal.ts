/**
 * The journal of a running trace, or search: one JSON line an event, written as it happens. Whatever process dies, what
 * was written adds up to it as far as it had come.
 */
import { asWaitpointError, type WaitpointError } from '../errors';
import { parseEvent } from './parseEvent';
import type { Trace } from './trace';
import { applyEvent, type TraceEvent } from './traceEvent';
import { findInconsistency } from './traceFile';

/** Where a journal is written; files stay behind this interface. */
export interface JournalSink {
  /** Appends text; it is with the operating system when the promise settles. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** @typeParam Event what is written, a trace's events by default */
export class Journal<Event = TraceEvent> {
  /** Lines that wait for the write at hand: they go into the next one together, so that none waits for long. */
  private pending = '';
  private writing: Promise<void> | null = null;
  /** Closed, or failed: what came after a gap could not be read anyway. */
  private over = false;

  /** @param onError called once, when the first write fails; the run goes on in memory */
  constructor(
    private readonly sink: JournalSink,
    private readonly onError: (error: WaitpointError) => void,
  ) {}

  /** Nothing is written after `close`. */
  append(event: Event): void {
    if (this.over) return;
    // Made into text now: the trace that `start` carries goes on changing.
    this.pending += `${JSON.stringify(event)}\n`;
    this.writing ??= this.writePending();
  }

  /** Waits until all is written. */
  async close(): Promise<void> {
    this.over = true;
    await this.writing;
    await this.sink.close().catch(() => undefined);
  }

  private async writePending(): Promise<void> {
    try {
      while (this.pending !== '') {
        const text = this.pending;
        this.pending = '';
        await this.sink.write(text);
      }
      this.writing = null;
    } catch (error) {
      this.over = true;
      this.onError(asWaitpointError(error, 'writeFailed'));
    }
  }
}

export interface RecoveredTrace {
  readonly trace: Trace;
  /** True when the run had come to its end. */
  readonly finished: boolean;
  /** Lines from the first on that could not be read: the last is cut short by a crash in mid-write. */
  readonly unreadLines: number;
}

/**
 * Adds up a journal, as far as it can be read: to the first line that is broken or does not follow.
 * @returns null when not even its first line can be read: nothing had been received
 */
export function recoverJournal(text: string): RecoveredTrace | null {
  const lines = text.split('\n').filter((line) => line !== '');
  let trace: Trace | null = null;
  let read = 0;
  for (const line of lines) {
    const event = parseLine(line, trace);
    if (!event) break;
    trace = trace ? applyEvent(trace, event) : event.type === 'start' ? event.trace : null;
    read++;
  }
  if (!trace) return null;
  const finished =
    trace.finish.answer !== null || trace.failure !== null || trace.finish.thinking === 'abort';
  if (!finished) {
    closeGrowingStep(trace);
    markInterrupted(trace, 'interrupted', 'The run was interrupted before it ended.');
  }
  return { trace, finished, unreadLines: lines.length - read };
}

function parseLine(line: string, trace: Trace | null): TraceEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const event = parseEvent(value, trace);
  return event?.type === 'start' && findInconsistency(event.trace) ? null : event;
}

/** The thinking after the last step becomes a step of its own: what was received is shown. */
function closeGrowingStep({ thinking, steps }: Trace): void {
  const start = steps.at(-1)?.end ?? thinking.start;
  if (start < thinking.end) steps.push({ start, end: thinking.end, score: null });
}

/** Closes a trace that broke off: what is there stays. */
export function markInterrupted(trace: Trace, code: string, message: string): void {
  trace.failure = { code, message };
  if (trace.finish.thinking === null) trace.finish.thinking = 'abort';
  else trace.finish.answer ??= 'abort';
}
