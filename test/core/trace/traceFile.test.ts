import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALTERNATIVES } from '../../../src/core/trace/tokenColumns';
import { DEFAULT_REQUEST, draftTrace, TRACE_SCHEMA, type Trace } from '../../../src/core/trace/trace';
import {
  LARGEST_TRACE_BYTES,
  parseTrace,
  stringifyTrace,
  type ParsedTrace,
} from '../../../src/core/trace/traceFile';
import { anyTrace, HOSTILE_TEXTS } from '../../support/anyTrace';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string): ParsedTrace => parseTrace(bytesOf(text));

/** A trace of `length` tokens, in two steps. */
function sample(length = 40): Trace {
  const trace = draftTrace('What is 1+1?', DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
  const column = <T>(value: T, perToken = 1): T[] => Array.from({ length: length * perToken }, () => value);
  trace.tokens = {
    id: column(5),
    text: column('five'),
    prob: column(0.5),
    entropy: column(1.25),
    timeMs: column(3),
    alternativeIds: column(-1, ALTERNATIVES),
    alternativeProbs: column(0, ALTERNATIVES),
    alternativeTexts: {},
    provenance: column('model' as const),
  };
  trace.thinking = { start: 0, end: length };
  trace.steps = [
    { start: 0, end: length >> 1, score: 0.25 },
    { start: length >> 1, end: length, score: null },
  ];
  return trace;
}

/** What `JSON.parse` makes of the file of `sample`, as far as the tests change it. */
interface Raw {
  request: { budget: object };
  tokens: Record<'id' | 'text' | 'prob' | 'alternativeIds' | 'alternativeTexts' | 'provenance', unknown[]>;
  thinking: object;
  steps: [object, object];
}

/** The file of `sample` with a change. */
function changed(change: (raw: Raw) => unknown): string {
  const raw = JSON.parse(stringifyTrace(sample())) as Raw;
  change(raw);
  return JSON.stringify(raw, null, 1);
}

/** Line of the first place where `text` holds `part`. */
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('a trace file', () => {
  it('gives back any trace, and the same bytes for it', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const text = stringifyTrace(trace);
        const { trace: read, readOnly } = parse(text);
        expect(read).toEqual(trace);
        expect(readOnly).toBeNull();
        expect(stringifyTrace(read)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('holds the same bytes in whatever order a trace was put together', () => {
    const trace = sample();
    const backwards = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, item]) => [key, backwards(item)]),
          );
    expect(stringifyTrace(backwards(trace) as Trace)).toBe(stringifyTrace(trace));
  });

  it.each(HOSTILE_TEXTS)('keeps %j as it is', (text) => {
    const trace = sample(1);
    trace.question.text = text;
    trace.tokens.text = [text];
    trace.tokens.alternativeTexts = { 7: text };
    trace.warnings = [text];
    expect(parse(stringifyTrace(trace)).trace).toEqual(trace);
  });

  it('changes one short line for one changed token', () => {
    const before = stringifyTrace(sample()).split('\n');
    const trace = sample();
    trace.tokens.text[20] = 'six';
    const after = stringifyTrace(trace).split('\n');
    const differing = after.filter((line, i) => line !== before[i]);
    expect(after).toHaveLength(before.length);
    expect(differing).toHaveLength(1);
    expect(differing[0]?.length).toBeLessThan(200);
    expect(
      after.find((line) => line.includes('"start": 0, "end": 20') || line.includes('"start":0,"end":20')),
    ).toBeDefined();
  });

  it('may begin with a byte order mark', () => {
    expect(parse(`\ufeff${stringifyTrace(sample())}`).trace).toEqual(sample());
  });
});

describe('a broken trace file', () => {
  it('is told to end too early, with its last line, wherever it is cut', () => {
    const text = stringifyTrace(sample(3));
    for (let length = 0; length < text.trimEnd().length; length++) {
      const cut = text.slice(0, length);
      const line = cut.trimEnd() === '' ? 1 : lineOf(`${cut}\n#`, '\n#');
      expect(() => parse(cut), JSON.stringify(cut.slice(-20))).toThrow(
        `not a valid trace: line ${line}: the file ends too early`,
      );
    }
  });

  it.each<[string, string, string]>([
    ['a comma too many', '"warnings": []', '"warnings": [,]'],
    ['a word', '"failure": null', '"failure": nothing'],
    ['NaN', '"waits": 0', '"waits": NaN'],
    ['a newline in a string', '"What is 1+1?"', '"What is\n1+1?"'],
    ['a bad escape', '"What is 1+1?"', '"What is \\x"'],
    ['a key without quotes', '"steps":', 'steps:'],
    ['a bracket of the other kind', '"warnings": []', '"warnings": [}'],
    ['a second object', '"imported": null\n}', '"imported": null\n}\n{}'],
  ])('is told the line of %s', (_, good, bad) => {
    const text = stringifyTrace(sample(3));
    const broken = text.replace(good, bad);
    expect(broken).not.toBe(text);
    let line = lineOf(broken, bad);
    if (bad.endsWith('{}')) line += 2;
    expect(() => parse(broken)).toThrow(`line ${line}: the JSON is broken here`);
  });

  it('is told the byte that is no UTF-8, to the byte', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          [0xff],
          [0xc3],
          [0xe2, 0x82],
          [0xf0, 0x9f, 0x98],
          [0x80],
          [0xed, 0xa0, 0x80],
          [0xef, 0xbf],
        ),
        fc.string(),
        (before, bad, after) => {
          const head = bytesOf(`${before}\ufffd`);
          expect(() => parseTrace(new Uint8Array([...head, ...bad, ...bytesOf(after)]))).toThrow(
            `byte ${head.length}: the text is not valid UTF-8`,
          );
        },
      ),
    );
  });

  it('is refused when it is too large, before anything is read of it', () => {
    const large = { byteLength: LARGEST_TRACE_BYTES + 1 } as Uint8Array;
    expect(() => parseTrace(large)).toThrow(`has ${LARGEST_TRACE_BYTES + 1} bytes`);
  });

  it.each<[string, (raw: Raw) => unknown, string, RegExp]>([
    [
      'a budget of the wrong type',
      ({ request }) => Object.assign(request.budget, { waits: 'two' }),
      '"waits"',
      /"request\.budget\.waits": .*number/,
    ],
    [
      'a probability above 1',
      ({ tokens }) => Object.assign(tokens.prob, { 2: 1.5 }),
      '1.5',
      /"tokens\.prob\.2"/,
    ],
    ['a negative id', ({ tokens }) => Object.assign(tokens.id, { 3: -9 }), '-9', /"tokens\.id\.3"/],
    [
      'a score that is a text',
      ({ steps }) => Object.assign(steps[1], { score: 'good' }),
      '"good"',
      /"steps\.1\.score"/,
    ],
    [
      'a missing column',
      ({ tokens }) => Reflect.deleteProperty(tokens, 'entropy'),
      '"tokens"',
      /"tokens\.entropy"/,
    ],
    ['a missing question', (raw) => Reflect.deleteProperty(raw, 'question'), '{', /"question"/],
    [
      'columns that are not equally long',
      ({ tokens }) => tokens.text.pop(),
      '"tokens"',
      /"tokens": text has 39 entries, id 40/,
    ],
    [
      'too few alternatives',
      ({ tokens }) => tokens.alternativeIds.pop(),
      '"tokens"',
      /alternativeIds has 199 entries; 5 for each of 40/,
    ],
    [
      'too few provenances',
      ({ tokens }) => tokens.provenance.pop(),
      '"tokens"',
      /provenance has 39 entries, id 40/,
    ],
    [
      'thinking past the tokens',
      ({ thinking }) => Object.assign(thinking, { end: 41 }),
      '"thinking": {',
      /"thinking": the range is outside/,
    ],
    [
      'thinking that ends before it starts',
      ({ thinking }) => Object.assign(thinking, { start: 9, end: 8 }),
      '"thinking": {',
      /"thinking": the range is outside/,
    ],
    [
      'an answer past the tokens',
      (raw) => Object.assign(raw, { answer: { start: 40, end: 99, text: '', extracted: null } }),
      '"answer": {',
      /"answer": the range is outside/,
    ],
    [
      'a step past the tokens',
      ({ steps }) => Object.assign(steps[1], { end: 50 }),
      '"start": 20',
      /"steps\.1": the step is outside/,
    ],
    [
      'steps that overlap',
      ({ steps }) => Object.assign(steps[1], { start: 19 }),
      '"start": 19',
      /"steps\.1": the step begins before/,
    ],
    [
      'an intervention past the tokens',
      (raw) =>
        Object.assign(raw, { interventions: [{ kind: 'wait', at: 41, text: '', suppressedProb: null }] }),
      '"kind"',
      /"interventions\.0": the intervention is outside/,
    ],
    [
      'a key of alternatives that is no id',
      ({ tokens }) => Object.assign(tokens.alternativeTexts, { x: 'y' }),
      '"x"',
      /"tokens\.alternativeTexts\.x"/,
    ],
    [
      'a schema that is no number',
      (raw) => Object.assign(raw, { schema: 'one' }),
      '"one"',
      /"schema": must be a whole number/,
    ],
    ['no schema', (raw) => Reflect.deleteProperty(raw, 'schema'), '{', /"schema": must be a whole number/],
  ])('is told the line and the path of %s', (_, change, place, reason) => {
    const text = changed(change);
    const read = (): unknown => parse(text);
    expect(read).toThrow(reason);
    // An object begins in the line of its key, or of its brace.
    const line = lineOf(text, place);
    const said = Number(/line (\d+)/.exec(String(catching(read)))?.[1]);
    expect([line, line - 1]).toContain(said);
  });

  it.each([['[]'], ['null'], ['7'], ['"text"']])('is refused when it holds %s', (text) => {
    expect(() => parse(text)).toThrow('the file holds no JSON object');
  });

  it('may be nested as deeply as it likes', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(() => parse(`{"schema":${deep}}`)).toThrow('"schema": must be a whole number');
    expect(() => parse(`{"schema":1,"steps":${deep}}`)).toThrow('not a valid trace: line 1');
    expect(parse(stringifyTrace(sample()).replace('{', `{"more":${deep},`)).readOnly).toContain('more');
    expect(() => parse(`{"schema":${'['.repeat(200_000)}`)).toThrow('the file ends too early');
  });
});

describe('a trace file of another version', () => {
  it('is read-only when it is newer and still readable', () => {
    const { trace, readOnly } = parse(changed((raw) => Object.assign(raw, { schema: 9, more: 1 })));
    expect(trace).toEqual(sample());
    expect(readOnly).toMatch(/has schema 9; this Waitpoint reads up to 1.*read-only/);
  });

  it('is refused as newer when it is not readable', () => {
    const text = changed((raw) => Object.assign(raw, { schema: TRACE_SCHEMA + 1, tokens: [] }));
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'traceNewer' }));
  });

  it.each<[string, (raw: Raw) => unknown, string]>([
    ['at the top', (raw) => Object.assign(raw, { notes: 'mine' }), '"notes"'],
    ['named like what every object has', (raw) => Object.assign(raw, { toString: 'x' }), '"toString"'],
    ['deep inside', ({ request }) => Object.assign(request.budget, { tries: 3 }), '"request.budget.tries"'],
    ['in a step', ({ steps }) => Object.assign(steps[0], { note: 'x' }), '"steps.0.note"'],
  ])('is read-only when it holds a field that is not known, %s', (_, change, named) => {
    const { readOnly } = parse(changed(change));
    expect(readOnly).toContain(named);
  });

  it('is read-only when it holds __proto__, which changes nothing', () => {
    const text = stringifyTrace(sample());
    for (const hostile of [
      text.replace('{', '{"__proto__": {"polluted": 1},'),
      text.replace('"alternativeTexts": {}', '"alternativeTexts": {"__proto__": {"polluted": 1}}'),
    ]) {
      const { trace, readOnly } = parse(hostile);
      expect(readOnly).toContain('__proto__');
      expect(trace).toEqual(sample());
      expect('polluted' in trace || 'polluted' in trace.tokens.alternativeTexts || 'polluted' in {}).toBe(
        false,
      );
    }
  });

  it('counts the last of keys that are there twice, as JSON does', () => {
    const text = stringifyTrace(sample()).replace('{', '{"createdAt": "earlier",');
    expect(parse(text).trace.createdAt).toBe(sample().createdAt);
    const wrong = stringifyTrace(sample()).replace(/}\n$/, ',\n"createdAt": 7\n}\n');
    expect(() => parse(wrong)).toThrow(`line ${lineOf(wrong, '"createdAt": 7')}: "createdAt"`);
  });
});

function catching(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
