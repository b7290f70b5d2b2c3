/** What became of a row, with what shows it. */
import type { CurationConfig } from './curationConfig';
import { isSelected, stageOf, type Decision, type DropRule, type Selected, type Stage } from './decision';
import { FLAG } from './poolSignals';
import { qualityText } from './qualityRules';
import type { PoolRow } from './poolRow';
import type { SignalReader } from './signalReader';

/** Why a row is not selected. */
export interface Dropped {
  readonly stage: Stage;
  readonly rule: DropRule;
  /** What shows it: the text that a rule hit, the shared n-gram, the line of the same question. '': nothing more. */
  readonly evidence: string;
}

export interface Outcome {
  /** `questionKey` of the question; null: the row could not be read. */
  readonly key: string | null;
  readonly domain: string | null;
  /** Of the trace; null: the row could not be read. */
  readonly length: number | null;
  readonly result: { readonly selected: Selected } | { readonly dropped: Dropped };
}

/** What of a row shows its reason; its trace and answer matter for n-grams of them alone. */
export type ShownBy =
  Pick<PoolRow, 'question' | 'trace' | 'answer' | 'id' | 'nullField'> | { readonly problem: string };

/**
 * @param row its number, from 0
 * @param read the row itself, as the reader has it
 * @param placeOf where a row stands, such as `pool.jsonl:17`: told of another that has the same question
 */
export function outcomeOf(
  row: number,
  read: ShownBy,
  decision: Decision,
  reader: SignalReader,
  placeOf: (row: number) => string,
): Outcome {
  const { signals } = reader;
  const key = signals.keyOf(row);
  const result = decision.of(row);
  return {
    key,
    domain: signals.domainOf(row),
    length: key === null ? null : signals.length.at(row),
    result: isSelected(result)
      ? { selected: result }
      : {
          dropped: {
            stage: stageOf(result),
            rule: result,
            evidence: evidenceOf(row, read, result, decision, reader, placeOf),
          },
        },
  };
}

function evidenceOf(
  row: number,
  read: ShownBy,
  rule: DropRule,
  decision: Decision,
  reader: SignalReader,
  placeOf: (row: number) => string,
): string {
  const { signals, config, tools } = reader;
  if ('problem' in read) return read.problem;
  switch (rule) {
    case 'same question':
      return placeOf(signals.first.at(row));
    case 'dropped elsewhere':
      return tools.handover?.dropReason(signals.keys.at(row), read.id)?.evidence ?? '';
    case 'nullFields':
    case 'asy':
    case 'image':
    case 'numbering':
    case 'boldDigits':
      return qualityText(rule, read, decision.config.quality[rule]);
    case 'solved by a grader':
      return solverOf(signals.flags.at(row), config.difficulty.graders);
    case 'shared n-gram':
      return reader.sharedNgram(read) ?? '';
    case 'unreadable':
    case 'dropped by a person':
    case 'not selected elsewhere':
    case 'no domain':
    case 'not drawn':
      return '';
    default:
      return rule satisfies never;
  }
}

/** The first grader that solved it, columns before evaluations. */
export function solverOf(flags: number, graders: CurationConfig['difficulty']['graders']): string {
  const solvers = graders.filter(
    (_, i) => (flags & (i === 0 ? FLAG.solvedByFirst : FLAG.solvedBySecond)) !== 0,
  );
  const solver = solvers.find((grader) => typeof grader === 'string') ?? solvers[0];
  return typeof solver === 'object' ? solver.evaluation : (solver ?? '');
}
