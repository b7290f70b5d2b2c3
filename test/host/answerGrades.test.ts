import type * as vscode from 'vscode';
import { describe, expect, test } from 'vitest';
import { gradeOf, type GradeAnswer } from '../../src/core/grade/traceGrade';
import { grade } from '../../src/core/grade/grade';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { editGraded, markAnswer } from '../../src/host/answerGrades';
import { TraceDocument, type DocumentEdit } from '../../src/host/traceDocument';
import { answered, draft, stateOf } from './traces';

const AT = '2026-01-01T00:00:00.000Z';
const inCore: GradeAnswer = async (answer, expected) => grade(answer, expected);

function open(trace = answered()) {
  const uri = { toString: () => 'file:///a.trace.json' } as vscode.Uri;
  const document = new TraceDocument(uri, { state: stateOf(trace), readOnly: null }, true);
  const edits: DocumentEdit[] = [];
  document.onEdit((edit) => edits.push(edit));
  const shown = () => gradeOf(document.state.trace, document.state.trace.answer?.extracted ?? null);
  return { document, edits, shown };
}

describe('a new right answer', () => {
  test('is one edit with the grader’s word on the answer, undone and redone as one', async () => {
    const { document, edits, shown } = open();
    await editGraded(document, 'Set', '6.0', inCore);
    expect(edits.map(({ label }) => label)).toEqual(['Set']);
    expect(shown()).toMatchObject({ correct: true, by: 'grader' });
    await edits[0]?.undo();
    expect(shown()).toBeNull();
    expect([document.state.trace.question.expected, document.state.trace.grades]).toEqual([null, []]);
    expect(document.isDirty).toBe(false);
    await edits[0]?.redo();
    expect(shown()).toMatchObject({ correct: true, by: 'grader' });
  });

  test('that is taken away leaves the answer ungraded', async () => {
    const { document, shown } = open();
    await editGraded(document, 'Set', '7', inCore);
    expect(shown()).toMatchObject({ correct: false });
    await editGraded(document, 'Set', null, inCore);
    expect(shown()).toBeNull();
  });

  test('changes nothing once a run has begun meanwhile', async () => {
    const { document, edits } = open();
    await editGraded(document, 'Set', '7', async (answer, expected) => {
      document.setRunning(true);
      return inCore(answer, expected);
    });
    expect(edits).toEqual([]);
  });
});

describe('a mark', () => {
  test('wins over the grader, is undone, redone, and taken back', async () => {
    const { document, edits, shown } = open();
    await editGraded(document, 'Set', '7', inCore);
    expect(markAnswer(document, 'Right', true, AT)).toBe(true);
    expect(shown()).toMatchObject({ correct: true, by: 'user', verdict: { correct: false } });
    await edits[1]?.undo();
    expect(shown()).toMatchObject({ correct: false, by: 'grader' });
    await edits[1]?.redo();
    expect(shown()).toMatchObject({ correct: true, by: 'user' });
    markAnswer(document, 'Unmark', null, AT);
    expect(shown()).toMatchObject({ correct: false, by: 'grader' });
    expect(edits.map(({ label }) => label)).toEqual(['Set', 'Right', 'Unmark']);
  });

  test('is in the file, beside the grader’s word', async () => {
    const { document } = open();
    await editGraded(document, 'Set', '7', inCore);
    markAnswer(document, 'Right', true, AT);
    const { trace } = parseTrace(new TextEncoder().encode(stringifyTrace(document.state.trace)));
    expect(trace.grades).toMatchObject([
      { by: 'grader', answer: '6', expected: '7', correct: false, reason: 'different: 6 and 7' },
      { by: 'user', answer: '6', correct: true, at: AT },
    ]);
  });

  test('that is there already is no edit, nor is taking back what is not there', () => {
    const { document, edits } = open();
    markAnswer(document, 'Unmark', null, AT);
    markAnswer(document, 'Right', true, AT);
    markAnswer(document, 'Right', true, AT);
    expect(edits).toHaveLength(1);
  });

  test('needs an answer', () => {
    const { document, edits } = open(draft());
    expect(markAnswer(document, 'Right', true, AT)).toBe(false);
    expect(edits).toEqual([]);
  });
});
