import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetChanges } from '../../../src/core/evaluation/dataset/changes';
import { LONGEST_QUESTION, MOST_LISTED, type Dataset } from '../../../src/core/evaluation/dataset/dataset';
import { readJsonDataset } from '../../../src/core/evaluation/dataset/readJsonDataset';

async function* pieces(content: string | Uint8Array, size = Infinity): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, Math.min(bytes.length, at + size));
}
const read = (content: string | Uint8Array, limit?: number): Promise<Dataset> =>
  readJsonDataset(pieces(content), limit);
const lines = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const problemsOf = ({ problems }: Dataset): string[] =>
  problems.map(({ line, message }) => `${line}: ${message}`);

test.each<[string, Record<string, unknown>, { question: string; answer: string; domain: string | null }]>([
  ['ours', { question: 'Q', answer: '7', domain: 'sums' }, { question: 'Q', answer: '7', domain: 'sums' }],
  [
    's1K',
    { solution: 'Long.\nSo \\boxed{12}.', question: 'Q', cot_type: 'math', attempt: 'x' },
    { question: 'Q', answer: '12', domain: null },
  ],
  [
    'MATH-500',
    { problem: 'Q', solution: 'so \\boxed{1}', answer: '\\frac12', subject: 'Algebra', level: 2 },
    { question: 'Q', answer: '\\frac12', domain: 'Algebra' },
  ],
  [
    'AIME',
    { ID: '2024-I-1', Problem: 'Q', Solution: 's', Answer: 204 },
    { question: 'Q', answer: '204', domain: null },
  ],
  ['AIME in lower case', { problem: ' Q\n', answer: '033' }, { question: 'Q', answer: '033', domain: null }],
  [
    'a domain of none',
    { question: 'Q', answer: 0, domain: null },
    { question: 'Q', answer: '0', domain: null },
  ],
])('the columns of %s are known', async (_, row, expected) => {
  const { rows, problems } = await read(lines(row));
  expect(problems).toEqual([]);
  expect(rows).toEqual([{ key: expect.any(String) as string, line: 1, ...expected }]);
});

test('the columns that were recognised are told, of the first row that can be asked', async () => {
  const { columns } = await read(
    lines(
      { x: 1 },
      { Problem: 'Q', solution: 'so \\boxed{1}', subject: 'Algebra' },
      { question: 'R', answer: 2 },
    ),
  );
  expect(columns).toEqual({ question: 'Problem', answer: 'solution', domain: 'subject' });
  expect((await read(lines({ question: 'R', answer: 2 }))).columns).toEqual({
    ...{ question: 'question', answer: 'answer', domain: null },
  });
  expect((await read(lines({ x: 1 }))).columns).toBeNull();
});

test('a key is the hash of the question, as s1 has it', async () => {
  const { rows } = await read(lines({ question: 'What is 1+1?', answer: '2' }));
  // printf 'What is 1+1?' | sha256sum
  expect(rows[0]?.key).toBe('31adf3e245f99d7b');
});

test('what cannot be asked is told with its line, and the rest is there', async () => {
  const dataset = await read(
    [
      '{"question":"A","answer":"1"}',
      '{"question":"","answer":"1"}',
      '{"question":" \\n","answer":"1"}',
      '{"question":"A","answer":"1"}',
      '{"question":"A","answer":"2"}',
      '{"prompt":"B","answer":"1"}',
      '{"question":"B"}',
      '{"question":"B","answer":null}',
      '{"question":["B"],"answer":"1"}',
      '{"question":"B","answer":""}',
      '{"question":"B","solution":"Some prose. It has 3 parts.\\nAnd no answer."}',
      '{"question":"B","answer":"1"',
      '7',
      '',
      '{"question":"B","question":"C","answer":"1"}',
      '{"question":"D","answer":"1"}',
    ].join('\r\n'),
  );
  expect(dataset.rows.map(({ line, question }) => `${line} ${question}`)).toEqual(['1 A', '16 D']);
  expect(problemsOf(dataset)).toEqual([
    '2: The question (column "question") is empty.',
    '3: The question (column "question") is empty.',
    '4: The question is that of line 1 again.',
    '5: The question is that of line 1 again, with another answer ("1").',
    '6: The row has no column with the question ("question" or "problem"). Its columns: "prompt, answer".',
    '7: The row has no column with the answer ("answer" or "solution"). Its columns: "question".',
    '8: The column "answer" is null, but it must be a text.',
    '9: The column "question" is an object, but it must be a text.',
    '10: The answer (column "answer") is empty.',
    '11: The solution (column "solution") names no answer: nothing in it is boxed or labelled.',
    '12: The JSON ends too early (truncated?), at character 30.',
    '13: The row is no object with columns.',
    '15: The key "question" is there twice.',
  ]);
  expect(dataset.problemCount).toBe(13);
});

test('a limit stops reading, and what follows is not looked at', async () => {
  let asked = 0;
  async function* rows(): AsyncGenerator<Uint8Array> {
    for (; asked < 100; asked++)
      yield Buffer.from(lines({ question: `${asked}${' '.repeat(100_000)}`, answer: '1' }));
  }
  const dataset = await readJsonDataset(rows(), 3);
  expect(dataset.rows).toHaveLength(3);
  // The kind of the document is told by its first megabyte.
  expect(asked).toBeLessThan(20);
});

test.each<[string, string | Uint8Array, RegExp]>([
  ['an empty file', '', /^1: There is nothing to read: the file is empty/],
  ['an empty array', '[]', /^1: There is nothing to read/],
  ['no JSON', 'question,answer\n1+1,2\n', /^1: .*no JSON Lines/],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]), /not UTF-8|no JSON/],
  [
    'a row nested too deep',
    `{}\n${'{"a":'.repeat(1_000_001)}1${'}'.repeat(1_000_001)}\n{}`,
    /^2: The row is nested more/m,
  ],
  ['a prototype', '{"__proto__":{"question":"Q","answer":"1"}}', /no column with the question/],
  ['a name of every object', '{"constructor":"Q","toString":"1"}', /no column with the question/],
  [
    'a question longer than any context',
    lines({ question: 'a'.repeat(LONGEST_QUESTION + 1), answer: '1' }),
    /^1: The question has 1000001 characters/,
  ],
  ['a number that is none', '{"question":"Q","answer":1e999}', /"answer" is "Infinity"/],
])('%s is a problem and nothing else', async (_, content, message) => {
  const dataset = await read(content);
  expect(dataset.rows).toEqual([]);
  expect(problemsOf(dataset).join('\n')).toMatch(message);
});

test('control characters of a hostile row reach no terminal', async () => {
  const { problems } = await read('{"\\u001b[2Jx":"y","answer":"\\u202e1"}');
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  expect(problems[0]?.message).not.toMatch(/[\u001b\u202e]/);
});

test('problems past the most are counted, not kept', async () => {
  const dataset = await read('{}\n'.repeat(MOST_LISTED + 5));
  expect(dataset.problems).toHaveLength(MOST_LISTED);
  expect(dataset.problemCount).toBe(MOST_LISTED + 5);
});

test('an array is read as lines are, with the line of each element', async () => {
  const { rows } = await read('[\n {"question":"A","answer":"1"},\n {"question":"B","answer":"2"}\n]');
  expect(rows.map(({ line, question }) => [line, question])).toEqual([
    [2, 'A'],
    [3, 'B'],
  ]);
});

test('rows are the same, in whatever pieces they come; every line is a row or a problem', async () => {
  const anyRow = fc.oneof(
    fc.record({ question: fc.string(), answer: fc.string() }).map((row) => JSON.stringify(row)),
    fc.json({ maxDepth: 2 }),
    fc.string().map((text) => text.replace(/[\r\n]/g, ' ')),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (rows, size) => {
        const content = `{"question":"first","answer":"1"}\n${rows.join('\n')}\n`;
        const whole = await read(content);
        expect(await readJsonDataset(pieces(content, size))).toEqual(whole);
        const told = new Set([...whole.rows, ...whole.problems].map(({ line }) => line));
        rows.forEach((row, i) => {
          if (row.trim() !== '') expect(told).toContain(i + 2);
        });
        expect(new Set(whole.rows.map(({ key }) => key)).size).toBe(whole.rows.length);
      },
    ),
  );
});

test('changes of a dataset are told: added, removed, changed; order and lines do not count', async () => {
  const { rows } = await read(
    lines({ question: 'A', answer: '1' }, { question: 'B', answer: '2', domain: 'd' }),
  );
  const other = async (...changed: unknown[]) => datasetChanges(rows, (await read(lines(...changed))).rows);
  expect(await other({ question: 'B', answer: '2', domain: 'd' }, { question: 'A', answer: '1' })).toBeNull();
  expect(await other({ question: 'A', answer: '1' })).toBe('1 row removed (line 2 of before, "B")');
  expect(await other({ question: 'A', answer: '1' }, { question: 'B', answer: '3', domain: 'd' })).toBe(
    '1 row changed (line 2, answer "2" to "3")',
  );
  expect(await other({ question: 'A', answer: '1' }, { question: 'B', answer: '2' })).toBe(
    '1 row changed (line 2, domain "d" to "null")',
  );
  expect(
    await other(
      { question: 'A', answer: '1' },
      ...['C', 'D', 'E', 'F'].map((question) => ({ question, answer: '1' })),
    ),
  ).toBe('4 rows added (line 2, "C"; line 3, "D"; line 4, "E"; …); 1 row removed (line 2 of before, "B")');
});
