import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeOf, gradesFor, overridden, ungraded, withGrade } from '../../../src/core/grade/traceGrade';
import { right, wrong } from '../../../src/core/grade/verdict';
import { DEFAULT_REQUEST, draftTrace, type Grade, type Trace } from '../../../src/core/trace/trace';
import { applyEvent } from '../../../src/core/trace/traceEvent';
import { parseTrace, stringifyTrace } from '../../../src/core/trace/traceFile';

const AT = '2026-01-01T00:00:00.000Z';
const probe = (at: number, extracted: string | null): Trace['probes'][number] => ({
  at,
  text: extracted ?? '',
  extracted,
  confidence: null,
  finish: 'stop',
});

function answered(answer: string | null, expected: string | null, grades: readonly Grade[] = []): Trace {
  const trace = draftTrace('What is 1/4 + 1/4?', DEFAULT_REQUEST, AT);
  trace.question.expected = expected;
  trace.answer = { start: 0, end: 0, text: answer ?? '', extracted: answer };
  trace.grades = [...grades];
  return trace;
}

const half: Grade = {
  by: 'grader',
  answer: '0.5',
  expected: '1/2',
  correct: true,
  kind: 'normalised',
  reason: 'equal after normalising: 1/2',
};
const mark: Grade = { by: 'user', answer: '0.5', correct: false, at: AT };

describe('the grade of an answer', () => {
  it('is the grader’s', () => {
    const { correct, by, verdict } = gradeOf(answered('0.5', '1/2', [half]), '0.5') ?? {};
    expect([correct, by, verdict?.reason]).toEqual([true, 'grader', 'equal after normalising: 1/2']);
  });

  it('is a person’s before the grader’s, which is kept beside it', () => {
    const grade = gradeOf(answered('0.5', '1/2', [mark, half]), '0.5');
    expect(grade).toMatchObject({ correct: false, by: 'user', verdict: { correct: true } });
  });

  it('is a person’s where no right answer is known, and whatever it becomes', () => {
    expect(gradeOf(answered('0.5', null, [mark]), '0.5')).toMatchObject({ correct: false, by: 'user' });
    expect(gradeOf(answered('0.5', '3', [mark, half]), '0.5')).toEqual({
      correct: false,
      by: 'user',
      verdict: null,
    });
  });

  it('is no longer the grader’s once the right answer is another', () => {
    expect(gradeOf(answered('0.5', '3/4', [half]), '0.5')).toMatchObject({ correct: false, by: 'text' });
  });

  it('is what the texts say where nobody has said anything', () => {
    expect(gradeOf(answered(' 7', '7'), ' 7')).toEqual({ correct: true, by: 'text', verdict: null });
    expect(gradeOf(answered('7.0', '7'), '7.0')).toMatchObject({ correct: false, by: 'text' });
    expect(gradeOf(answered(null, '7'), null)).toMatchObject({ correct: false });
    expect(gradeOf(answered('7', null), '7')).toBeNull();
  });
});

describe('grading a trace', () => {
  it('asks once for every answer of it that was not compared with this right answer', async () => {
    const trace = answered('0.5', '1/2', [{ ...half, answer: '0.25', correct: false }, mark]);
    trace.probes = [probe(1, '0.25'), probe(2, null), probe(3, '0.5'), probe(4, '2/4')];
    expect(ungraded(trace)).toEqual(['0.5', '2/4']);
    const asked: string[] = [];
    const grades = await gradesFor(trace, async (answer, expected) => {
      asked.push(`${answer} for ${expected}`);
      return answer === '0.5' ? right('number', 'so') : wrong('different', 'not so');
    });
    expect(asked).toEqual(['0.5 for 1/2', '2/4 for 1/2']);
    for (const grade of grades) applyEvent(trace, { type: 'grade', grade });
    expect(ungraded(trace)).toEqual([]);
    expect(trace.grades).toHaveLength(4);
    expect(gradeOf(trace, '2/4')).toMatchObject({ correct: false, verdict: { reason: 'not so' } });
  });

  it('ends with the answer that it is at when it has taken long enough', async () => {
    const trace = answered('1', '1/2');
    trace.probes = [probe(1, '2'), probe(2, '3')];
    const signal = { aborted: false };
    const grades = await gradesFor(
      trace,
      async () => {
        signal.aborted = true;
        return wrong('gaveUp', 'gave up');
      },
      signal,
    );
    expect(grades.map(({ answer }) => answer)).toEqual(['1']);
  });

  it('asks nothing where no right answer is known', async () => {
    const nobody = (): never => {
      throw new Error('asked');
    };
    expect(await gradesFor(answered('7', null), nobody)).toEqual([]);
  });
});

describe('marks', () => {
  it('replace one another, and leave the grader’s word and other answers alone', () => {
    const other: Grade = { ...mark, answer: '1' };
    const once = overridden([half, other], '0.5', false, AT);
    expect(once).toEqual([half, other, mark]);
    expect(overridden(once, '0.5', true, AT)).toEqual([half, other, { ...mark, correct: true }]);
    expect(overridden(once, '0.5', null, AT)).toEqual([half, other]);
  });

  it('are one of each kind for an answer, whatever is said in whatever order', () => {
    const grade = fc.record({
      answer: fc.constantFrom('a', 'b'),
      isUser: fc.boolean(),
      correct: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(grade), (said) => {
        const grades = said
          .map(({ answer, isUser, correct }): Grade => ({ ...(isUser ? mark : half), answer, correct }))
          .reduce(withGrade, [] as Grade[]);
        const keys = grades.map(({ by, answer }) => `${by} ${answer}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('a file', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('keeps who said what', () => {
    const trace = answered('0.5', '1/2', [half, mark]);
    expect(parseTrace(bytes(stringifyTrace(trace)))).toEqual({ trace, readOnly: null });
  });

  it('from before there was a grader opens, and has no grades', () => {
    const { grades, ...older } = answered('0.5', '1/2');
    expect(grades).toEqual([]);
    const { trace, readOnly } = parseTrace(bytes(JSON.stringify(older)));
    expect([trace.grades, readOnly]).toEqual([[], null]);
  });

  it('with a grade that is none is refused, by its line', () => {
    const text = stringifyTrace(answered('0.5', '1/2', [half]))
      .replace('"by": "grader"', '"by": "nobody"')
      .replace('"by":"grader"', '"by":"nobody"');
    expect(() => parseTrace(bytes(text))).toThrow(/line \d+: "grades\.0\.by"/);
  });
});
