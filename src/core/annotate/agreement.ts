/** How far annotators agree, and where they do not. */
import { cohenKappa } from '../metrics/cohenKappa';
import { krippendorffAlpha } from '../metrics/krippendorffAlpha';
import type { Step } from '../trace/trace';
import type { Annotation } from './annotation';
import type { Label } from './vocabulary';
import { firstErrorOf, stepLabels } from './stepLabels';

/** A trace with what each annotator says of it. */
export interface AnnotatedTrace {
  readonly identity: string;
  readonly steps: readonly Step[];
  readonly byAnnotator: ReadonlyMap<string, readonly Annotation[]>;
}

export interface PairAgreement {
  readonly annotators: readonly [string, string];
  /** Steps that both labelled, `unsure` left out. */
  readonly steps: number;
  /** Share of them with the same label; NaN of none. */
  readonly same: number;
  readonly kappa: number;
  /** Traces of which both said where the first error is, or that there is none. */
  readonly traces: number;
  /** Share of them with the same first error. */
  readonly sameFirstError: number;
}

export interface Disagreed {
  readonly identity: string;
  readonly step: number;
  readonly labels: readonly { readonly annotator: string; readonly label: Label }[];
}

export interface Agreement {
  readonly pairs: readonly PairAgreement[];
  /** Of all annotators, over the steps that two or more labelled. */
  readonly alpha: number;
  /** Steps with different labels, in the order of the traces. */
  readonly disagreements: readonly Disagreed[];
}

export function agreementOf(traces: readonly AnnotatedTrace[]): Agreement {
  const names = [...new Set(traces.flatMap(({ byAnnotator }) => [...byAnnotator.keys()]))].toSorted();
  const judged = traces.map((trace) => ({
    trace,
    labels: new Map(
      [...trace.byAnnotator].map(([name, said]) => [
        name,
        stepLabels(trace.steps, said).map((one) => (one && one.label !== 'unsure' ? one.label : null)),
      ]),
    ),
    firstErrors: new Map(
      [...trace.byAnnotator].map(([name, said]) => [name, firstErrorOf(trace.steps, said)]),
    ),
  }));
  const units = judged.flatMap(({ trace, labels }) =>
    trace.steps.map((_, step) => ({
      identity: trace.identity,
      step,
      labels: names.flatMap((annotator) => {
        const label = labels.get(annotator)?.[step] ?? null;
        return label === null ? [] : [{ annotator, label }];
      }),
    })),
  );
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b): PairAgreement => {
      const both = units.flatMap(({ labels }): [string, string][] => {
        const one = labels.find(({ annotator }) => annotator === a);
        const other = labels.find(({ annotator }) => annotator === b);
        return one && other ? [[one.label, other.label]] : [];
      });
      const errors = judged.flatMap(({ firstErrors }): [number, number][] => {
        const [one = null, other = null] = [firstErrors.get(a), firstErrors.get(b)];
        return one === null || other === null ? [] : [[one, other]];
      });
      return {
        annotators: [a, b],
        steps: both.length,
        same: shareOf(both),
        kappa: cohenKappa(both),
        traces: errors.length,
        sameFirstError: shareOf(errors),
      };
    }),
  );
  return {
    pairs,
    alpha: krippendorffAlpha(units.map(({ labels }) => labels.map(({ label }) => label))),
    disagreements: units.filter(({ labels }) => new Set(labels.map(({ label }) => label)).size > 1),
  };
}

function shareOf(pairs: readonly (readonly [unknown, unknown])[]): number {
  return pairs.filter(([a, b]) => a === b).length / pairs.length;
}
