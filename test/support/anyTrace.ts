import fc from 'fast-check';
import { ALTERNATIVES } from '../../src/core/trace/tokenColumns';
import { DEFAULT_REQUEST, TRACE_SCHEMA, type Trace } from '../../src/core/trace/trace';

/** What must pass through files and journals untouched. */
export const HOSTILE_TEXTS = [
  '</script><script>alert(1)</script>',
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007',
  '\u0000\u0001\u007f\u009b',
  '\u202eright to left\u202c',
  '\u2028\u2029\ufeff\ufffd',
  '\ud83d',
  '"\\\n\r\t',
  '__proto__',
  '😀',
];

const anyText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 8 }));
const anyProbability = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const anyMs = fc.integer({ min: 0, max: 1e7 }).map((tenths) => tenths / 10);
const anyId = fc.nat(200_000);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const anyIdentity = fc.record({
  name: anyText,
  file: anyText,
  sha256: fc.constant('0123456789abcdef'.repeat(4)),
  sizeBytes: fc.nat(),
  architecture: anyText,
  quantization: anyText,
});

const anyTokens = (length: number): fc.Arbitrary<Trace['tokens']> => {
  const column = <T>(arbitrary: fc.Arbitrary<T>, perToken = 1): fc.Arbitrary<T[]> =>
    fc.array(arbitrary, { minLength: length * perToken, maxLength: length * perToken });
  return fc.record({
    id: column(anyId),
    text: column(anyText),
    prob: column(orNull(anyProbability)),
    entropy: column(orNull(anyProbability.map((value) => value * 12))),
    timeMs: column(anyMs),
    alternativeIds: column(fc.integer({ min: -1, max: 200_000 }), ALTERNATIVES),
    alternativeProbs: column(anyProbability, ALTERNATIVES),
    alternativeTexts: fc.dictionary(fc.nat(200_000).map(String), anyText),
    provenance: column(fc.constantFrom('model', 'forced', 'user')),
  });
};

const anyTraceOf = (length: number): fc.Arbitrary<Trace> =>
  fc
    .record({
      question: anyText,
      answerText: anyText,
      tokens: anyTokens(length),
      cuts: fc.array(fc.nat(length), { minLength: 2, maxLength: 6 }),
      model: orNull(anyIdentity),
      scorer: orNull(
        anyIdentity.chain((identity) =>
          fc
            .constantFrom('step-tag', 'math-shepherd', 'rlhflow')
            .map((protocol) => ({ ...identity, protocol })),
        ),
      ),
      prompt: orNull(fc.record({ text: anyText, ids: fc.array(anyId, { maxLength: 40 }) })),
      pattern: fc.string({ minLength: 1 }),
      score: orNull(anyProbability),
      kind: fc.constantFrom('wait', 'end', 'edit'),
      reason: orNull(fc.constantFrom('end', 'budget', 'stop', 'limit', 'abort')),
      failure: orNull(fc.record({ code: anyText, message: anyText })),
      warnings: fc.array(anyText, { maxLength: 2 }),
      answered: fc.boolean(),
      probed: fc.boolean(),
      parent: orNull(
        fc.record({
          identity: fc.constant('fedcba9876543210'.repeat(4)),
          file: orNull(anyText),
          at: fc.nat(length),
          change: fc.constantFrom('none', 'wait', 'end', 'alternative', 'resample', 'edit', 'request'),
        }),
      ),
      sweep: orNull(
        fc.record({ id: fc.constant('0f1e2d3c4b5a6978'.repeat(4)), column: fc.nat(), columns: fc.nat() }),
      ),
      origin: orNull(
        fc.record({
          format: anyText,
          source: orNull(anyText),
          line: orNull(fc.nat()),
        }),
      ),
      label: fc.constantFrom(-1, 0, 1, null),
    })
    .map(({ tokens, cuts, reason, ...parts }) => {
      const marks = [...cuts].sort((x, y) => x - y);
      const thinkingEnd = parts.answered ? (marks.at(-2) ?? 0) : length;
      const inside = [...new Set([0, ...marks.filter((mark) => mark < thinkingEnd), thinkingEnd])];
      return {
        schema: TRACE_SCHEMA,
        createdAt: '2026-01-01T00:00:00.000Z',
        question: { text: parts.question, expected: parts.score === null ? null : parts.answerText },
        request: {
          ...DEFAULT_REQUEST,
          delimiters: { start: parts.question, end: parts.pattern },
          continuation: [parts.pattern],
          answerPrefix: parts.answerText,
          segmentation: { by: 'regex', pattern: parts.pattern },
        },
        model: parts.model,
        scorer: parts.scorer,
        prompt: parts.prompt,
        tokens,
        thinking: { start: 0, end: thinkingEnd },
        answer: parts.answered
          ? { start: marks.at(-1) ?? 0, end: length, text: parts.answerText, extracted: parts.answerText }
          : null,
        interventions: marks.map((at) => ({
          kind: parts.kind,
          at,
          text: parts.question,
          suppressedProb: parts.score,
        })),
        steps: inside.slice(1).map((end, i) => ({ start: inside[i] ?? 0, end, score: parts.score })),
        probes: parts.probed
          ? [...new Set(marks)].map((at) => ({
              at,
              text: parts.answerText,
              extracted: parts.score === null ? null : parts.answerText,
              confidence: parts.score,
              finish: 'stop',
            }))
          : [],
        grades: parts.answered
          ? [
              {
                by: 'grader' as const,
                answer: parts.answerText,
                expected: parts.question,
                correct: parts.score === null,
                kind: 'different' as const,
                reason: parts.pattern,
              },
              {
                by: 'user' as const,
                answer: parts.answerText,
                correct: true,
                at: '2026-01-01T00:00:00.000Z',
              },
            ]
          : [],
        finish: { thinking: reason, answer: reason },
        failure: parts.failure,
        warnings: parts.warnings,
        usage: {
          thinkingTokens: length,
          answerTokens: 0,
          policyEvaluatedTokens: 7,
          scorerEvaluatedTokens: 0,
        },
        timings: { loadMs: 1.5, firstTokenMs: null, totalMs: 12 },
        parent: parts.parent,
        sweep: parts.sweep,
        imported: parts.origin && {
          ...parts.origin,
          labels: parts.answered ? inside.slice(1).map(() => parts.label) : null,
        },
      };
    });

/** Any trace that a file may hold. */
export const anyTrace: fc.Arbitrary<Trace> = fc.nat(40).chain(anyTraceOf);
