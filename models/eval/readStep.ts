/** What the steps of the bundled reasoner say, as models/train writes them. */
import { budgetPrefix } from '../../src/core/decode/budgetPrefix';
import { textOf, type Trace } from '../../src/core/trace/trace';
import type { RunBudget } from './budgetRuns';

export interface StatedValue {
  /** A glance at a step, or a check of it the long way. */
  readonly kind: 'glance' | 'check';
  /** Number of the step, from 1. */
  readonly step: number;
  readonly value: string;
  readonly operation: Operation | null;
}

export type Operation = '*' | '+' | '-' | 'mod' | 'count' | 'day';

const GLANCE = /^Step (\d+): (.*)=(\w+)\.$/s;
const CHECK = /^\w+, let me check step (\d+): (.*), so step \d+ is (\w+)\.$/s;

/** Null for steps that state no value of a step. */
export function readStep(text: string): StatedValue | null {
  const trimmed = text.trim();
  const glance = GLANCE.exec(trimmed);
  const match = glance ?? CHECK.exec(trimmed);
  if (!match) return null;
  const [, step, written = '', value = ''] = match;
  return { kind: glance ? 'glance' : 'check', step: Number(step), value, operation: operationOf(written) };
}

function operationOf(written: string): Operation | null {
  if (/^\w+ mod /.test(written)) return 'mod';
  if (/^\w in /.test(written)) return 'count';
  if (/^[A-Za-z]+\+/.test(written)) return 'day';
  const [, sign] = /^\d+([*+-])/.exec(written) ?? [];
  return (sign as Operation | undefined) ?? null;
}

/** Texts of the steps that a trace has within a smaller budget. */
export function stepTexts(trace: Trace, budget: RunBudget): string[] {
  const { end } = budgetPrefix(trace, budget);
  return trace.steps.filter((step) => step.end <= end).map((step) => textOf(trace, step.start, step.end));
}
