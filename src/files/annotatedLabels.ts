import type { Label as Said } from '../core/annotate/vocabulary';
import { agreedLabels } from '../core/annotate/poolTrace';
import type { Label } from '../core/formats/foreignTrace';
import { traceIdentity } from '../core/trace/identity';
import type { Trace } from '../core/trace/trace';
import { currentByAnnotator } from './annotationFiles';

/** In formats nobody is unsure. */
const LABELS: Readonly<Record<Said, Label | null>> = { good: 1, neutral: 0, bad: -1, unsure: null };

/**
 * The labels of a trace's steps by its annotations, for exports.
 * @returns undefined where nobody labelled a step of it
 * @throws WaitpointError `badInput` for annotations that cannot be read
 */
export async function annotatedLabels(path: string, trace: Trace): Promise<(Label | null)[] | undefined> {
  const byAnnotator = await currentByAnnotator(path, traceIdentity(trace));
  const labels = agreedLabels(trace.steps, byAnnotator).map((label) => label && LABELS[label]);
  return labels.some((label) => label !== null) ? labels : undefined;
}
