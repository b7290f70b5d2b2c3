/**
 * The journal of a running trace: one JSON line an event, written as it happens. Whatever process dies, what was
 * written adds up to the trace as far as it had come.
 */
import { asWaitpointError, errors, messageOf, type WaitpointError } from '../errors';
import { traceSchema, type Trace } from './trace';
import { applyEvent, type TraceEvent } from './traceEvent';

/** Where a journal is written; files stay behind this interface. */
export interface JournalSink {
  /** Appends text; it is with the operating system when the promise settles. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

export class Journal {
  private tail: Promise<void> = Promise.resolve();
  private broken: WaitpointError | null = null;

  /** @param onError called once, when the first write fails; the run goes on in memory */
  constructor(
    private readonly sink: JournalSink,
    private readonly onError: (error: WaitpointError) => void,
  ) {}

  append(event: TraceEvent): void {
    // Made into text now: the trace that `start` carries goes on changing.
    const line = `${JSON.stringify(event)}\n`;
    this.tail = this.tail.then(() => this.write(line));
  }

  /** Waits until all is written. */
  async close(): Promise<void> {
    await this.tail;
    await this.sink.close().catch(() => undefined);
  }

  private async write(line: string): Promise<void> {
    if (this.broken) return;
    try {
      await this.sink.write(line);
    } catch (error) {
      this.broken = asWaitpointError(error, 'writeFailed');
      this.onError(this.broken);
    }
  }
}

export interface RecoveredTrace {
  readonly trace: Trace;
  /** True when the run had come to its end. */
  readonly finished: boolean;
  /** Lines that could not be read: the last is cut short by a crash in mid-write. */
  readonly unreadLines: number;
}

/**
 * Adds up a journal.
 * @returns null when not even its first line is whole: nothing had been received
 */
export function recoverJournal(text: string): RecoveredTrace | null {
  const lines = text.split('\n').filter((line) => line !== '');
  let trace: Trace | null = null;
  let read = 0;
  for (const line of lines) {
    try {
      const event = JSON.parse(line) as TraceEvent;
      if (event.type === 'start') trace = traceSchema.parse(event.trace);
      else if (trace) trace = applyEvent(trace, event);
      else break;
      read++;
    } catch {
      break;
    }
  }
  if (!trace) return null;
  const checked = traceSchema.safeParse(trace);
  if (!checked.success) throw errors.traceInvalid('journal', messageOf(checked.error));
  const finished =
    trace.finish.answer !== null || trace.failure !== null || trace.finish.thinking === 'abort';
  if (!finished) {
    markInterrupted(trace, 'interrupted', 'The run was interrupted before it ended.');
  }
  return { trace, finished, unreadLines: lines.length - read };
}

/** Closes a trace that broke off: what is there stays. */
export function markInterrupted(trace: Trace, code: string, message: string): void {
  trace.failure = { code, message };
  if (trace.finish.thinking === null) trace.finish.thinking = 'abort';
  else trace.finish.answer ??= 'abort';
}
