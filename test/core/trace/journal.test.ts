import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WaitpointError } from '../../../src/core/errors';
import { Journal, recoverJournal, type JournalSink } from '../../../src/core/trace/journal';
import { draftTrace, type Trace } from '../../../src/core/trace/trace';
import { applyEvent, type TraceEvent } from '../../../src/core/trace/traceEvent';
import { parseTrace, stringifyTrace } from '../../../src/core/trace/traceFile';
import { anyTrace } from '../../support/anyTrace';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { randomModel, TOY, toyModel } from '../../support/toyModel';

/** A sink that keeps what is written, and can be made to fail. */
class MemorySink implements JournalSink {
  text = '';
  closed = false;
  writes = 0;

  constructor(private readonly failFrom = Infinity) {}

  async write(text: string): Promise<void> {
    if (this.writes++ >= this.failFrom) throw new Error('the disk is full');
    await Promise.resolve();
    this.text += text;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const noError = (error: unknown): never => {
  throw error;
};

async function journalOf(events: readonly TraceEvent[]): Promise<string> {
  const sink = new MemorySink();
  const journal = new Journal(sink, noError);
  for (const event of events) journal.append(event);
  await journal.close();
  return sink.text;
}

const fold = (events: readonly TraceEvent[]): Trace =>
  events.reduce(applyEvent, draftTrace('', toyRequest({}), CREATED_AT));

const request = toyRequest({ waits: 2, maxThinkingTokens: 12 });
const toyEvents = async (salt: number): Promise<TraceEvent[]> =>
  (await runToy(randomModel(salt), request)).events;

/** The trace without what recovery adds to one that was interrupted. */
const received = ({ failure: _, finish: __, steps: ___, ...rest }: Trace): unknown => rest;

describe('a journal', () => {
  it('holds a run that can be added up again', async () => {
    const { trace, events } = await runToy(randomModel(1), request);
    expect(recoverJournal(await journalOf(events))).toEqual({ trace, finished: true, unreadLines: 0 });
  });

  it('writes events in order, each as it was when it was given', async () => {
    const start = draftTrace('early', request, CREATED_AT);
    const sink = new MemorySink();
    const journal = new Journal(sink, noError);
    journal.append({ type: 'start', trace: start });
    start.question.text = 'late';
    for (let i = 0; i < 20; i++) journal.append({ type: 'warning', message: String(i) });
    await journal.close();
    const recovered = recoverJournal(sink.text);
    expect(recovered?.trace.question.text).toBe('early');
    expect(recovered?.trace.warnings).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  });

  it('tells a failing sink once, as an error of writing, and lets the run go on', async () => {
    const sink = new MemorySink(1);
    const told: WaitpointError[] = [];
    const journal = new Journal(sink, (error) => told.push(error));
    for (const event of await toyEvents(1)) journal.append(event);
    await journal.close();
    expect(told).toMatchObject([{ code: 'writeFailed', message: 'the disk is full' }]);
    expect(sink).toMatchObject({ writes: 2, closed: true });
    expect(recoverJournal(sink.text)?.finished).toBe(false);
  });

  it('writes what piled up during a slow write at once, in order', async () => {
    const texts: string[] = [];
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    const write = async (text: string): Promise<void> => {
      texts.push(text);
      await slow;
    };
    const journal = new Journal({ write, close: async () => {} }, noError);
    for (const message of ['1', '2', '3']) journal.append({ type: 'warning', message });
    release();
    await journal.close();
    const line = (message: string): string => `{"type":"warning","message":"${message}"}\n`;
    expect(texts).toEqual([line('1'), line('2') + line('3')]);
  });

  it('writes nothing after it is closed', async () => {
    const sink = new MemorySink();
    const journal = new Journal(sink, noError);
    journal.append({ type: 'warning', message: 'before' });
    const closing = journal.close();
    journal.append({ type: 'warning', message: 'while' });
    await closing;
    journal.append({ type: 'warning', message: 'after' });
    await journal.close();
    expect(sink.text).toBe('{"type":"warning","message":"before"}\n');
  });
});

describe('recovery of a journal', () => {
  it('gives the trace as far as it had come, wherever the journal is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), async (salt, share) => {
        const events = await toyEvents(salt);
        const bytes = new TextEncoder().encode(await journalOf(events));
        const cut = new TextDecoder().decode(bytes.subarray(0, Math.floor(share * bytes.length)));
        const whole = cut.split('\n').length - 1;
        const recovered = recoverJournal(cut);
        if (whole === 0) {
          expect(recovered).toBeNull();
          return;
        }
        // The last line may be whole without its newline.
        const { trace, unreadLines } = recovered ?? expect.fail('nothing was recovered');
        const read = cut.split('\n').filter((line) => line !== '').length - unreadLines;
        expect(read).toBeGreaterThanOrEqual(whole);
        expect(received(trace)).toEqual(received(fold(events.slice(0, read))));
        // It is a trace that a file can hold, and its steps hold all of the thinking.
        expect(parseTrace(new TextEncoder().encode(stringifyTrace(trace))).trace).toEqual(trace);
        if (!trace.answer) expect(trace.steps.at(-1)?.end ?? 0).toBe(trace.thinking.end);
        expect(trace.failure !== null || trace.finish.answer !== null).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['not JSON', 'garbage'],
    ['an unknown event', '{"type":"later"}'],
    ['no event', '7'],
    [
      'columns of different lengths',
      '{"type":"tokens","provenance":"model","tokens":{"id":[1],"text":[],"prob":[],"entropy":[],"timeMs":[],"alternativeIds":[],"alternativeProbs":[],"alternativeTexts":{}}}',
    ],
    ['columns that are texts', '{"type":"tokens","provenance":"model","tokens":{"id":"abc","text":"abc"}}'],
    ['a step far away', '{"type":"step","index":4294967294,"step":{"start":0,"end":0,"score":null}}'],
    [
      'a step named like a prototype',
      '{"type":"step","index":"__proto__","step":{"start":0,"end":0,"score":null}}',
    ],
    ['a step past the tokens', '{"type":"step","index":0,"step":{"start":0,"end":9999,"score":null}}'],
    ['a score of a step that is not there', '{"type":"score","index":9999,"score":0.5}'],
    [
      'thinking that ends past the tokens',
      '{"type":"thinkingEnd","end":9999,"answerStart":9999,"reason":"end"}',
    ],
    [
      'an answer past the tokens',
      '{"type":"finish","finish":{"thinking":"end","answer":"stop"},"answer":{"start":0,"end":9999,"text":"","extracted":null},"failure":null}',
    ],
    [
      'an intervention past the tokens',
      '{"type":"intervention","intervention":{"kind":"wait","at":9999,"text":"","suppressedProb":null}}',
    ],
    ['usage that is a text', '{"type":"usage","usage":{"thinkingTokens":"many"}}'],
    ['a start that is no trace', '{"type":"start","trace":{}}'],
  ])('stops before a line that is %s, and keeps what came before', async (_, line) => {
    const events = await toyEvents(3);
    const lines = (await journalOf(events)).trimEnd().split('\n');
    const middle = lines.length >> 1;
    lines.splice(middle, 0, line);
    const recovered = recoverJournal(lines.join('\n'));
    expect(recovered?.unreadLines).toBe(lines.length - middle);
    expect(received(recovered?.trace ?? expect.fail())).toEqual(received(fold(events.slice(0, middle))));
  });

  it('gives nothing where not even the start is whole', () => {
    for (const text of [
      '',
      '\n\n',
      '{"type":"start","trace":',
      '{"type":"warning","message":"x"}\n',
      '\0\0\0',
    ]) {
      expect(recoverJournal(text)).toBeNull();
    }
  });

  it('refuses a start whose ranges are outside its tokens', () => {
    const trace = draftTrace('a', request, CREATED_AT);
    trace.thinking.end = 9;
    expect(recoverJournal(JSON.stringify({ type: 'start', trace }))).toBeNull();
  });

  it('takes steps only one after the other: a far index must not grow the trace', () => {
    const start = JSON.stringify({ type: 'start', trace: draftTrace('a', request, CREATED_AT) });
    const step = '{"type":"step","index":4294967294,"step":{"start":0,"end":0,"score":null}}';
    expect(recoverJournal(`${start}\n${step}`)).toMatchObject({ unreadLines: 1, trace: { steps: [] } });
  });

  it('closes the step that was growing: all thinking that was received is in steps', async () => {
    const { events } = await runToy(
      toyModel(() => TOY.a),
      request,
    );
    const upToTokens = events.slice(0, events.findIndex(({ type }) => type === 'tokens') + 1);
    expect(recoverJournal(await journalOf(upToTokens))?.trace).toMatchObject({
      thinking: { start: 0, end: 12 },
      steps: [{ start: 0, end: 12, score: null }],
      finish: { thinking: 'abort', answer: null },
      failure: { code: 'interrupted' },
    });
  });

  it('goes on from a later start', async () => {
    const [first, second] = [await toyEvents(1), await toyEvents(2)];
    expect(recoverJournal(await journalOf([...first.slice(0, 4), ...second]))?.trace).toEqual(fold(second));
  });

  it('never throws and never reaches a prototype, whatever the lines hold', () => {
    const hostileKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'type', 'tokens', 'usage');
    const anyEvent = fc
      .tuple(
        fc.constantFrom('start', 'tokens', 'intervention', 'step', 'score', 'thinkingEnd', 'usage', 'finish'),
        fc.dictionary(fc.oneof(hostileKey, fc.string()), fc.jsonValue(), { noNullPrototype: true }),
        fc.constantFrom('usage', 'tokens', 'step', 'finish', 'trace'),
        fc.jsonValue(),
      )
      .map(([type, extra, field, value]) => JSON.stringify({ ...extra, type, [field]: value }));
    const poison = '{"type":"usage","usage":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}';
    fc.assert(
      fc.property(
        fc.oneof(anyTrace, fc.constant(draftTrace('a', request, CREATED_AT))),
        fc.array(fc.oneof(anyEvent, fc.constant(poison), fc.string()), { maxLength: 6 }),
        (trace, lines) => {
          const text = [JSON.stringify({ type: 'start', trace }), ...lines].join('\n');
          const recovered = recoverJournal(text);
          expect(recovered).not.toBeNull();
          expect('polluted' in {} || 'polluted' in (recovered?.trace.usage ?? {})).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
