import type { Table } from '../../../bench/support/benchmark';
import { areaUnderCurve, type JudgedScore } from '../../../src/core/metrics/areaUnderCurve';
import { calibration } from '../../../src/core/metrics/calibration';
import { bestThreshold, firstErrorF1 } from '../../../src/core/metrics/firstError';
import { calibrationPlot } from '../calibrationPlot';
import { groupsOf, statistic } from '../cells';
import type { Evaluation, Section } from '../evaluation';
import type { LabelledTrace } from '../heldOut';

/** A step as the reasoner writes it. */
const STEP_END = '\n\n';

interface ScoredStep extends JudgedScore {
  readonly kind: string;
  readonly operation: string | null;
}

interface ScoredTrace {
  readonly domain: string;
  readonly variant: string | null;
  readonly steps: readonly ScoredStep[];
}

export const scorer: Section = {
  title: 'The scorer',
  method:
    'Labelled steps that the reasoner sampled on held-out questions, each right when its value is the true result of ' +
    'that step. *AUC*: the chance that a right step scores higher than a wrong one. *First error*, as ProcessBench has ' +
    'it: harmonic mean of the share of traces with an error in which the first step below the threshold is the first ' +
    'wrong one, and of the share without one in which no step is below. The threshold was chosen on other traces ' +
    '(steps-calibration.jsonl). Adversarial steps are right steps in words that the training had not, and wrong ones in ' +
    'the very form of right ones. Intervals are over traces.',
  make: async (evaluation) => {
    const { heldOut } = evaluation;
    const chosenOn = await scored(evaluation, 'calibration steps', heldOut.stepsForCalibration());
    const traces = await scored(evaluation, 'steps', heldOut.steps());
    const adversarial = await scored(evaluation, 'adversarial', heldOut.adversarial());
    const threshold = bestThreshold(chosenOn.map(({ steps }) => steps));
    const { bins, expectedError } = calibration(traces.flatMap(({ steps }) => steps));
    evaluation.writeFile('calibration.svg', calibrationPlot(bins));
    return [
      aucTable(traces),
      `The threshold is ${threshold.toFixed(3)}.`,
      firstErrorTable(traces, threshold),
      `Calibration: the expected error is ${expectedError.toFixed(3)}.`,
      '![Share of right steps over their score](calibration.svg)',
      {
        columns: ['score', 'steps', 'mean score', 'share right'],
        rows: bins.map(({ from, to, count, meanScore, shareRight }) => [
          `${from.toFixed(1)}–${to.toFixed(1)}`,
          String(count),
          count === 0 ? '–' : meanScore.toFixed(3),
          count === 0 ? '–' : shareRight.toFixed(3),
        ]),
      },
      adversarialTable(adversarial, threshold),
    ];
  },
};

function scored(
  { workers }: Evaluation,
  name: string,
  traces: readonly LabelledTrace[],
): Promise<ScoredTrace[]> {
  return workers.map(name, traces, async (worker, trace) => {
    const texts = trace.completions.map((text) => text + STEP_END);
    // No token is shorter than a character.
    const session = await worker.scorer.open(trace.prompt, texts.join('').length);
    try {
      const steps: ScoredStep[] = [];
      for (const [i, text] of texts.entries()) {
        const { score } = await session.score(text);
        steps.push({
          score,
          right: trace.labels[i] ?? false,
          kind: trace.kinds[i] ?? 'other',
          operation: trace.operations[i] ?? null,
        });
      }
      return { domain: trace.domain, variant: trace.variant ?? null, steps };
    } finally {
      await session.dispose();
    }
  });
}

function aucTable(traces: readonly ScoredTrace[]): Table {
  const steps = traces.flatMap((trace) => trace.steps);
  const row = (name: string, groups: readonly (readonly ScoredStep[])[]): string[] => {
    const of = groups.flat();
    const wrong = of.filter(({ right }) => !right).length;
    return [
      name,
      String(of.length),
      String(wrong),
      statistic(groups, (drawn) => areaUnderCurve(drawn.flat())),
    ];
  };
  /** Steps of each value of a property, in their traces. */
  const rowsBy = (title: string, property: (step: ScoredStep) => string | null): string[][] =>
    groupsOf(steps, property)
      .slice(1)
      .map(({ name }) =>
        row(
          `${title}: ${name}`,
          traces.map((trace) => trace.steps.filter((step) => property(step) === name)),
        ),
      );
  return {
    columns: ['steps', 'count', 'wrong', 'AUC'],
    rows: [
      row(
        'all',
        traces.map((trace) => trace.steps),
      ),
      ...rowsBy('kind', ({ kind }) => kind),
      ...rowsBy('operation', ({ operation }) => operation),
      ...groupsOf(traces, ({ domain }) => domain)
        .slice(1)
        .map(({ name, items }) =>
          row(
            `domain: ${name}`,
            items.map((trace) => trace.steps),
          ),
        ),
    ],
  };
}

function firstErrorTable(traces: readonly ScoredTrace[], threshold: number): Table {
  return {
    columns: ['first error', 'traces', 'found where there is one', 'none seen where there is none', 'F1'],
    rows: groupsOf(traces, ({ domain }) => domain).map(({ name, items }) => {
      const groups = items.map(({ steps }) => steps);
      const show = (part: 'onWrong' | 'onRight' | 'f1'): string =>
        statistic(groups, (drawn) => firstErrorF1(drawn, threshold)[part], 100, 1);
      return [name, String(items.length), show('onWrong'), show('onRight'), show('f1')];
    }),
  };
}

function adversarialTable(traces: readonly ScoredTrace[], threshold: number): Table {
  return {
    columns: ['adversarial', 'steps', 'right ones above', 'wrong ones below', 'right side in all', 'AUC'],
    rows: groupsOf(traces, ({ variant }) => variant)
      .slice(1)
      .map(({ name, items }) => {
        const groups = items.map(({ steps }) => steps);
        const onRightSide = (of: (step: ScoredStep) => boolean): string =>
          statistic(groups, (drawn) => shareOnRightSide(drawn.flat().filter(of), threshold), 100, 1);
        return [
          name,
          String(groups.flat().length),
          onRightSide(({ right }) => right),
          onRightSide(({ right }) => !right),
          onRightSide(() => true),
          statistic(groups, (drawn) => areaUnderCurve(drawn.flat())),
        ];
      }),
  };
}

function shareOnRightSide(steps: readonly ScoredStep[], threshold: number): number {
  return steps.filter(({ score, right }) => score >= threshold === right).length / steps.length;
}
