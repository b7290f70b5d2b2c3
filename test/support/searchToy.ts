import { mixSeed } from '../../src/core/decode/random';
import type { TokenId } from '../../src/core/engine';
import { grade } from '../../src/core/grade/grade';
import { runSearch, type SearchOptions } from '../../src/core/search/runSearch';
import { applySearchEvent, type SearchEvent } from '../../src/core/search/searchEvent';
import { nodeText } from '../../src/core/search/pathTrace';
import type { SearchRecord } from '../../src/core/search/searchRecord';
import { searchSettings, type SearchSettings } from '../../src/core/search/settings';
import type { Scorer } from '../../src/core/score/scorer';
import {
  scriptedEngine,
  type ScriptedEngine,
  type ScriptedModel,
} from '../../src/engines/scripted/scriptedEngine';
import type { Budget, RunRequest } from '../../src/core/trace/trace';
import { CREATED_AT, toyRequest } from './runToy';
import { TOY, toyModel } from './toyModel';

export const SEED = 7;

/** What each path says from where it begins, by the order in which paths begin; `greedy`: its rollouts. */
export interface PathScripts {
  readonly paths: readonly (readonly TokenId[])[];
  readonly greedy?: readonly (readonly TokenId[])[];
}

/** A model that follows scripts; past their end it says the end of generation. */
export function scriptedPaths(
  { paths, greedy = [] }: PathScripts,
  more: Partial<ScriptedModel> = {},
): ScriptedModel {
  const ordinals = new Map(paths.map((_, i) => [mixSeed(SEED, i), i]));
  /** Tokens that stood before each path, or its rollout. */
  const starts = new Map<string, number>();
  return {
    ...toyModel(() => TOY.eos),
    choose: (ids, { seed, temperature }) => {
      const ordinal = ordinals.get(seed);
      if (ordinal === undefined) return TOY.eos;
      const name = `${ordinal} ${temperature}`;
      if (!starts.has(name)) starts.set(name, ids.length);
      const script = (temperature === 0 ? greedy : paths)[ordinal] ?? [];
      return script[ids.length - (starts.get(name) ?? 0)] ?? TOY.eos;
    },
    ...more,
  };
}

/** Scores the last step of a trace by the texts of all its steps, without white space; 0.5 for others. */
export function scriptedScorer(
  scores: Readonly<Record<string, number>>,
): Scorer & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    parameterCount: 5,
    identity: {
      name: 'scripted',
      file: 'scripted',
      sha256: '2'.repeat(64),
      sizeBytes: 0,
      architecture: 'scripted',
      quantization: 'none',
      protocol: 'step-tag',
    },
    open: async () => {
      const steps: string[] = [];
      return {
        score: async (step) => {
          steps.push(step.trim());
          const name = steps.join(' ');
          asked.push(name);
          return { score: scores[name] ?? 0.5, evaluatedTokens: 1 };
        },
        truncate: async (count) => {
          steps.length = Math.min(steps.length, count);
        },
        dispose: async () => {},
      };
    },
    dispose: async () => {},
  };
}

export interface ToySearch {
  readonly record: SearchRecord;
  readonly events: readonly SearchEvent[];
  /** What the events add up to. */
  readonly folded: SearchRecord;
  readonly engine: ScriptedEngine;
}

/** Searches the question "a". */
export async function searchToy(
  model: ScriptedModel,
  settings: Partial<SearchSettings> & Pick<SearchSettings, 'strategy'>,
  {
    scorer = null,
    budget = {},
    request = {},
    ...more
  }: { budget?: Partial<Budget>; request?: Partial<RunRequest> } & Partial<
    Omit<SearchOptions, 'request'>
  > = {},
): Promise<ToySearch> {
  const engine = scriptedEngine({ parameterCount: 10, ...model });
  const events: SearchEvent[] = [];
  const base = toyRequest(budget, request);
  let folded: SearchRecord | null = null;
  const record = await runSearch({
    engine,
    scorer,
    question: { text: 'a', expected: null },
    request: { ...base, sampler: { ...base.sampler, temperature: 0.8, seed: SEED } },
    settings: searchSettings({
      ...settings,
      select: settings.select ?? (scorer ? 'prm-last-vote' : 'majority'),
    }),
    createdAt: CREATED_AT,
    now: () => 0,
    grade: async (answer, expected) => grade(answer, expected),
    emit: (event) => {
      events.push(structuredClone(event));
      folded = applySearchEvent(folded ?? ({} as SearchRecord), event);
    },
    ...more,
  });
  return { record, events, folded: folded ?? record, engine };
}

/** The tree, a line a node: `id <parent round "step" score value state[decided] =answer`. */
export function drawTree({ nodes }: SearchRecord): string[] {
  return nodes.map((node) => {
    const { id, parent, round, step, value, state, decidedIn, answer } = node;
    const parts = [
      `${id}<${parent ?? '-'}`,
      `r${round}`,
      JSON.stringify(nodeText(node)),
      step?.score ?? '-',
      value ?? '-',
      decidedIn === null ? state : `${state}@${decidedIn}`,
      ...(answer ? [`=${answer.extracted}`] : []),
    ];
    return parts.join(' ');
  });
}
