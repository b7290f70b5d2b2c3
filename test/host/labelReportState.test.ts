import { expect, test } from 'vitest';
import type { Annotation } from '../../src/core/annotate/annotation';
import type { Label } from '../../src/core/annotate/vocabulary';
import { labelReportState, type ReportedTrace } from '../../src/host/labelReportState';
import { label } from '../core/annotate/annotating';

const labels = (...of: (Label | null)[]): Annotation[] =>
  of.flatMap((one, i) => (one === null ? [] : [label(one, i, i + 1)]));
const trace = (
  identity: string,
  scores: number[],
  byAnnotator: Record<string, Annotation[]>,
): ReportedTrace => ({
  identity,
  place: `file:///${identity}`,
  name: identity,
  steps: scores.map((score, i) => ({ start: i, end: i + 1, score })),
  stepTexts: scores.map((_, i) => `step ${i}`),
  correct: null,
  scorer: 'scorer',
  byAnnotator: new Map(Object.entries(byAnnotator)),
});

test('the report of a workspace: progress, agreement, disagreements and the scorer', () => {
  const state = labelReportState([
    trace('one', [0.9, 0.8, 0.2], { anna: labels('good', 'good', 'bad'), bob: labels('good', 'bad') }),
    trace('two', [0.9], { anna: labels('bad'), gold: labels('good') }),
    trace('two', [0.9], { anna: labels('bad'), gold: labels('good') }),
  ]);
  expect(state.traces).toBe(2);
  expect(state.annotators).toEqual([
    { annotator: 'anna', steps: 4, traces: 2, spentMs: 40, gold: 0 },
    { annotator: 'bob', steps: 2, traces: 0, spentMs: 20, gold: null },
    { annotator: 'gold', steps: 1, traces: 1, spentMs: 10, gold: 1 },
  ]);
  expect(state.pairs.map(({ annotators, steps, same }) => [annotators.join(), steps, same])).toEqual([
    ['anna,bob', 2, 0.5],
  ]);
  expect(state.disagreements).toEqual([
    {
      uri: 'file:///one',
      name: 'one',
      step: 1,
      text: 'step 1',
      labels: [
        { annotator: 'anna', label: 'good' },
        { annotator: 'bob', label: 'bad' },
      ],
      decided: null,
    },
  ]);
  // One good step of both, one bad of Anna alone, one good of gold; what they disagree on counts for nothing.
  expect(state.scorer).toMatchObject({ steps: 3, right: 2, auc: 1 });
  // JSON has no infinity: the first point of a ROC curve has no threshold.
  expect(state.scorer.roc[0]).toEqual({ falsePositive: 0, truePositive: 0, threshold: null });
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

test('a step that was decided says how', () => {
  const state = labelReportState([
    trace('one', [0.9], { anna: labels('good'), bob: labels('bad'), gold: labels('neutral') }),
  ]);
  expect(state.disagreements.map(({ decided }) => decided)).toEqual(['neutral']);
});
