import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MOST_TRACES_A_ROW } from '../../../src/core/formats/conversation';
import { importTraces } from '../../../src/core/formats/importTraces';
import { DEEPEST_NESTING, readRow, rowOf } from '../../../src/core/formats/readRow';
import { LARGEST_ROW_BYTES } from '../../../src/core/formats/rowBuffer';
import { rowKindOf, type RowKind } from '../../../src/core/formats/rowKind';
import { fixture, fixtureNames, itemsOf, problemsOf, tracesOf } from '../../support/importing';

const TRL = '{"prompt":"q","completions":["a","b"],"labels":[true,false]}';
const OPTIONS = { format: 'auto', source: null, createdAt: '2026-01-01T00:00:00.000Z' };

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const linesOf = async (input: Parameters<typeof itemsOf>[0]): Promise<unknown[]> =>
  (await itemsOf(input)).map((item) =>
    item.kind === 'trace' ? item.trace.imported?.line : problemsOf([item])[0],
  );

async function* piecesOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('a document', () => {
  it.each<[RowKind, string]>([
    ['lines', `${TRL}\n${TRL}`],
    ['lines', TRL],
    ['lines', '{}'],
    ['lines', '{"a": 1,\n{"a": 1}\n'],
    ['lines', '{"a": "cut\n{"a": 1}\n'],
    ['lines', '{"a": nothing}'],
    ['lines', '{"a": 1'],
    ['lines', '"<think>one"\n"<think>two"\n'],
    ['lines', `{"a": "${'long'.repeat(1000)}`],
    ['document', '{\n  "a": 1\n}'],
    ['document', '{ "a": {\r\n\r\n"b": 1 } }'],
    ['document', '{"a":\n{"b": 1}}'],
    ['document', '[{"role": "user"}]'],
    ['document', '[\n  {\n    "type": "thinking"'],
    ['array', '[]'],
    ['array', `[\n${TRL},\n${TRL}]`],
    ['array', '[{"a": nothing}]'],
    ['text', '<think>'],
    ['text', '{x | x > 2} is a set.\n<think>'],
    ['text', '[1] is a source.'],
    ['text', '"Two" is said.\n<think>'],
    ['text', '"Two"\n<think>'],
    ['text', '42'],
  ])('is read as %s when it begins %j', (kind, text) => {
    expect(rowKindOf(text, true)).toBe(kind);
    expect(rowKindOf(` \r\n${text}`, true)).toBe(kind);
  });

  it('is the same in whatever pieces it comes', async () => {
    const lines = fixtureNames.filter((name) => name.endsWith('.jsonl')).map((name) => fixture(name));
    const jsonl = new Uint8Array(
      Buffer.concat([...lines, bytesOf('{"broken": \n"é"\n'), new Uint8Array([0xff, 0x0a])]),
    );
    const array = bytesOf(`\ufeff [${TRL} ,\n\n {"broken"} , "a\\"]" ,\r\n${TRL}] more`);
    for (const bytes of [jsonl, array, fixture('r1.txt'), fixture('chat-one-object.json')]) {
      const whole = await itemsOf(bytes);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), async (sizes) => {
          expect(await itemsOf(piecesOf(bytes, sizes))).toEqual(whole);
        }),
        { numRuns: 10 },
      );
      expect(await itemsOf(new TextDecoder().decode(bytes))).toHaveLength(whole.length);
    }
  });

  it.each(['', ' \n\r\n', '\ufeff', '[]', '[ ]'])('that holds nothing (%j) is told so', async (text) => {
    expect(await linesOf(text)).toEqual(['1: There is nothing to read: the file is empty.']);
  });

  it('that is one object names the line of what is wrong in it', async () => {
    const pretty = JSON.stringify(JSON.parse(TRL), null, 2);
    expect(await linesOf(pretty)).toEqual([null]);
    expect(await linesOf(pretty.replace('true', '1'))).toEqual([
      '8: "labels.0" is 1, but it must be true or false.',
    ]);
    expect(await linesOf(pretty.replace('true', 'yes'))).toEqual([
      '8: The JSON is broken here, at character 5.',
    ]);
    expect(await linesOf(pretty.replace('"a"', '"a", "a"'))).toEqual([
      '7: "labels" has 2 entries for 3 completions.',
    ]);
    expect(await linesOf(pretty.replace('{', '{"prompt": 1,'))).toEqual([
      '2: The key "prompt" is there twice: the last one counts.',
      null,
    ]);
    const invalid = bytesOf(pretty).map((byte, i) => (i === pretty.indexOf('true') ? 0xff : byte));
    expect(await linesOf(invalid)).toEqual([expect.stringMatching(/^8: Byte \d+ of the row is not UTF-8/)]);
  });

  it('that is a text without delimiters says what it looked for', async () => {
    expect(await linesOf('Wait, what?')).toEqual([
      expect.stringMatching(/^1: This is no JSON, and no text with <think>/),
    ]);
    expect(problemsOf(await itemsOf('Wait, what?', 'r1'))).toEqual([
      '1: The text holds neither <think> nor </think>.',
    ]);
  });
});

describe('an array', () => {
  it('loses an element that is broken, and reads on', async () => {
    expect(await linesOf(`[\n${TRL},\n{"a" 1},\n\n${TRL}\n]\n`)).toEqual([
      2,
      '3: The JSON is broken here, at character 6.',
      5,
    ]);
  });

  it('is not cut at brackets and commas in texts', async () => {
    const row = JSON.stringify({ prompt: '[{,]}"\\', completions: ['}],"\\"'], labels: [true] });
    const [trace, ...others] = tracesOf(await itemsOf(`[${row}]`));
    expect(trace?.question.text).toBe('[{,]}"\\');
    expect(others).toEqual([]);
  });

  it('may end in no bracket, a comma too many, or something more', async () => {
    expect(await linesOf(`[${TRL},\n${TRL}\n`)).toEqual([
      1,
      2,
      '3: The file ends before its array does (truncated?).',
    ]);
    expect(await linesOf(`[${TRL},\n${TRL.slice(0, 9)}`)).toEqual([
      1,
      '2: The JSON ends too early (truncated?), at character 10.',
    ]);
    expect(await linesOf(`[${TRL},\n]`)).toEqual([1, '2: The array has a comma too many here.']);
    expect(await linesOf(`[${TRL},,${TRL}]`)).toEqual([1, '1: The array has a comma too many here.', 1]);
    expect(await linesOf(`[${TRL}]\n${TRL}`)).toEqual([
      1,
      '2: Something follows the end of the array; it is not read.',
    ]);
  });
});

describe('a large document', () => {
  const MEBIBYTE = new Uint8Array(1024 * 1024).fill(0x61);

  /** `before`, 100 MB of one letter, `after`. */
  async function* around(before: string, after: string): AsyncGenerator<Uint8Array> {
    yield bytesOf(before);
    for (let i = 0; i < 100; i++) yield MEBIBYTE;
    yield bytesOf(after);
  }
  const TOO_LONG = `The row has more than ${LARGEST_ROW_BYTES} bytes and is skipped.`;

  it('loses a row of 100 MB, and reads on', { timeout: 120_000 }, async () => {
    expect(await linesOf(around(`${TRL}\n{"text":"`, `"}\n${TRL}\n`))).toEqual([1, `2: ${TOO_LONG}`, 3]);
    expect(await linesOf(around(`[${TRL},\n{"text":"`, `"},\n${TRL}]`))).toEqual([1, `2: ${TOO_LONG}`, 3]);
    expect(await linesOf(around('<think>', '</think>'))).toEqual([`1: ${TOO_LONG}`]);
    expect(await linesOf(around('{\n"text":"', '"}'))).toEqual([`1: ${TOO_LONG}`]);
  });

  it('loses a row that is nested too deep to be parsed, and reads on', async () => {
    const deep = `{"text":${'['.repeat(DEEPEST_NESTING)}`;
    expect(await linesOf(`${TRL}\n${deep}\n${TRL}\n`)).toEqual([
      1,
      '2: The row is nested more than 1000000 deep and is skipped.',
      3,
    ]);
  });

  it('is read as far as it is asked for, and then closed', async () => {
    let given = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          given++;
          yield bytesOf(`${TRL}\n`.repeat(10_000));
        }
      } finally {
        closed = true;
      }
    }
    let traces = 0;
    for await (const item of importTraces(endless(), OPTIONS)) {
      if (item.kind === 'trace' && ++traces === 100) break;
    }
    // The beginning of a megabyte, which tells what the document is made of.
    expect(given).toBe(2);
    expect(closed).toBe(true);
  });

  it('passes on what its input throws', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytesOf(`${TRL}\n`);
      throw new Error('the disk is gone');
    }
    await expect(itemsOf(failing())).rejects.toThrow('the disk is gone');
  });
});

describe('rows of several formats', () => {
  it('are read by their own with auto, and by the one that is named otherwise', async () => {
    const lines = `${TRL}\n{"problem":"p","steps":["s"],"label":-1}\n{"a":1,"b":2}\n7\n`;
    const auto = await itemsOf(lines);
    expect(tracesOf(auto).map(({ imported }) => imported?.format)).toEqual(['trl', 'processbench']);
    expect(problemsOf(auto)).toEqual([
      '3: The row is of no format that is known. Its fields: "a, b".',
      '4: The row is of no format that is known. It is no object with fields.',
    ]);
    const named = await itemsOf(lines, 'trl');
    expect(tracesOf(named)).toHaveLength(1);
    expect(problemsOf(named)).toEqual([
      '2: "prompt" is missing.',
      '3: "prompt" is missing.',
      '4: The row is 7, but it must be an object.',
    ]);
    await expect(itemsOf(lines, 's2')).rejects.toThrow(/"s2" is not known/);
  });

  it('give the same trace alone as in their file', async () => {
    for (const name of fixtureNames.filter((file) => file.endsWith('.jsonl'))) {
      const rows = new TextDecoder().decode(fixture(name)).trimEnd().split('\n');
      const alone = rows.flatMap((text, i) => [
        ...readRow({ ...rowOf(text, i + 1), whole: false }, { ...OPTIONS, source: 'file' }),
      ]);
      expect(alone).toEqual(await itemsOf(fixture(name)));
    }
  });
});

describe('a selection', () => {
  const read = (text: string): unknown[] =>
    [...readRow(rowOf(text, 5), OPTIONS)].map((item) =>
      item.kind === 'trace'
        ? [item.trace.imported?.format, item.trace.imported?.line]
        : problemsOf([item])[0],
    );

  it('is JSON where it looks like it, else text', () => {
    expect(read(TRL)).toEqual([['trl', null]]);
    expect(read(` ${JSON.stringify('<think>a</think>b')}\n`)).toEqual([['r1', null]]);
    expect(read('so <think>a</think>b')).toEqual([['r1', null]]);
    expect(read('{a} <think>a</think>b')).toEqual([['r1', null]]);
    expect(read('[{"role":"user","content":"q"},{"role":"assistant","thinking":"t","content":"a"}]')).toEqual(
      [['chat', null]],
    );
    expect(read('[{"type":"thinking","thinking":"t"},{"type":"text","text":"a"}]')).toEqual([
      ['anthropic', null],
    ]);
    expect(read(TRL.slice(0, -1))).toEqual(['5: The JSON ends too early (truncated?), at character 60.']);
    expect(read('{"prompt":\n"q"')).toEqual(['6: The JSON ends too early (truncated?), at character 4.']);
  });
});

test('a conversation without end gives its first traces, and says that there are more', async () => {
  const turn = [
    { role: 'user', content: 'q' },
    { role: 'assistant', reasoning: 'r', content: 'a' },
  ];
  const messages = Array.from({ length: MOST_TRACES_A_ROW + 5 }, () => turn).flat();
  const items = await itemsOf(JSON.stringify({ messages }));
  expect(tracesOf(items)).toHaveLength(MOST_TRACES_A_ROW);
  expect(problemsOf(items)).toEqual([
    '1: The row has more than 1000 turns with reasoning; the others are left out.',
  ]);
});

test('control characters of a row do not reach a message', async () => {
  const [problem] = problemsOf(await itemsOf('{"a\u202e\\u001b[31m":1}'));
  expect(problem).toBe(
    String.raw`1: The row is of no format that is known. Its fields: "a<U+202E>\u001b[31m".`,
  );
});
