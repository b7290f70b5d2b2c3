/** Searches written by hand: a tree of steps with scores, answers, and a ledger whose numbers are easy to follow. */
import { decide } from '../../src/core/search/decide';
import { emptyLedger } from '../../src/core/search/ledger';
import type { SearchNode, SearchRecord } from '../../src/core/search/searchRecord';
import { searchSettings, type SearchSettings } from '../../src/core/search/settings';
import { emptyColumns } from '../../src/core/trace/tokenColumns';
import { DEFAULT_REQUEST, type ModelIdentity } from '../../src/core/trace/trace';

const model: ModelIdentity = {
  ...{ name: 'reasoner', file: 'reasoner.gguf', sha256: '0'.repeat(64), sizeBytes: 1_800_000 },
  ...{ architecture: 'llama', quantization: 'Q8_0' },
};

/** A node in short: what is left out is as in an open step of round 0 from the prompt. */
export interface NodeScript extends Partial<
  Pick<SearchNode, 'parent' | 'round' | 'state' | 'decidedIn' | 'rollout' | 'warnings' | 'prompt' | 'sameAs'>
> {
  readonly text?: string;
  readonly score?: number | null;
  readonly value?: number | null;
  /** Of a leaf; null: it has none that is valid. */
  readonly answer?: string | null;
  /** It begins behind an end that was refused. */
  readonly wait?: boolean;
}

/** Roughly as a tokenizer would. */
const pieces = (text: string): string[] => text.match(/ ?[\p{L}]+|\d|\s|[^\p{L}\d\s]/gu) ?? [];

export function columnsOf(texts: readonly string[]): SearchNode['tokens'] {
  const columns = { ...emptyColumns(), provenance: texts.map(() => 'model' as const) };
  for (const text of texts) {
    const id = text.codePointAt(0) ?? 0;
    columns.id.push(id);
    columns.text.push(text);
    columns.prob.push(columns.id.length % 2 === 0 ? 0.9 : 0.4);
    columns.entropy.push(0.3);
    columns.timeMs.push(columns.id.length);
    columns.alternativeIds.push(id, 52, -1, -1, -1);
    columns.alternativeProbs.push(0.9, 0.05, 0, 0, 0);
    Object.assign(columns.alternativeTexts, { [id]: text, 52: '4' });
  }
  return columns;
}

/** @returns the nodes, each at the place of its script */
export function searchNodes(scripts: readonly NodeScript[]): SearchNode[] {
  const nodes: SearchNode[] = [];
  const ends: number[] = [];
  for (const [id, script] of scripts.entries()) {
    const { parent = null, round = 0, text = `step ${id}\n`, score = null, answer, wait = false } = script;
    const start = parent === null || script.prompt ? 0 : (ends[parent] ?? 0);
    const thinking = pieces(text);
    const isLeaf = answer !== undefined;
    const said = isLeaf ? ['</think>', ...pieces(`\nFinal Answer: ${answer ?? 'none'}`)] : [];
    const end = start + thinking.length;
    ends[id] = end;
    const tokens = columnsOf([...thinking, ...said]);
    if (wait) tokens.provenance[0] = 'forced';
    nodes.push({
      ...{ id, parent, round, seed: 100 + id, start, tokens },
      prompt: script.prompt ?? null,
      budget: null,
      interventions: wait ? [{ kind: 'wait', at: start, text: 'Wait', suppressedProb: 0.8 }] : [],
      step: thinking.length === 0 ? null : { start, end, score },
      value: script.value ?? score,
      rollout: script.rollout ?? null,
      state: script.state ?? (isLeaf ? 'leaf' : 'open'),
      decidedIn: script.decidedIn ?? null,
      thinkingEnd: isLeaf ? end : null,
      answer: isLeaf
        ? { start: end + 1, end: end + said.length, text: said.slice(1).join(''), extracted: answer }
        : null,
      sameAs:
        script.sameAs ??
        (isLeaf && answer !== null
          ? (nodes.find((one) => one.answer?.extracted === answer)?.id ?? id)
          : null),
      finish: isLeaf ? { thinking: 'end', answer: 'stop' } : { thinking: null, answer: null },
      warnings: script.warnings ?? [],
    });
  }
  return nodes;
}

export function searchRecord(
  scripts: readonly NodeScript[],
  settings: Partial<SearchSettings> = {},
  more: Partial<SearchRecord> = {},
): SearchRecord {
  const nodes = searchNodes(scripts);
  const chosen = searchSettings({ strategy: 'beam', n: 4, width: 2, ...settings });
  const tokens = nodes.reduce((sum, node) => sum + node.tokens.id.length, 0);
  return {
    schema: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    question: { text: 'What is 83*46 + 57*29 - 118?', expected: '5353' },
    request: { ...DEFAULT_REQUEST, sampler: { ...DEFAULT_REQUEST.sampler, temperature: 0.8, seed: 7 } },
    settings: chosen,
    auto: null,
    model,
    scorer: { ...model, name: 'scorer', file: 'scorer.gguf', protocol: 'step-tag' },
    prompt: { text: 'What is 83*46 + 57*29 - 118?\n<think>\n', ids: [1, 2, 3, 4, 5, 6, 7, 8] },
    nodes,
    rounds: Math.max(0, ...nodes.map(({ round }) => round + 1)),
    choice: decide(nodes, chosen.select, chosen.aggregate),
    ledger: {
      ...emptyLedger({ policy: 1_000_000, scorer: 500_000 }),
      policy: { prefillTokens: 40, decodeTokens: tokens, reusedTokens: 200 },
      scorer: { prefillTokens: 2 * tokens, reusedTokens: 300 },
      uniqueTokens: 8 + tokens,
      thinkingTokens: tokens,
      ...{ policyMs: 900, scorerMs: 400, totalMs: 1_500 },
    },
    complete: true,
    failure: null,
    warnings: [],
    ...more,
  };
}

/**
 * A beam of four over three rounds: in each the best two go on, each in two ways. The answer 5353 has two leaves of three
 * with an answer; the fourth has none.
 */
export const BEAM: readonly NodeScript[] = [
  { text: '83*46=3818\n', score: 0.91, state: 'inner', decidedIn: 0 },
  { text: '83*46=3698\n', score: 0.12, state: 'pruned', decidedIn: 0 },
  { text: 'First 83*46=3818\n', score: 0.84, state: 'inner', decidedIn: 0 },
  { text: '83*46 is about 4000\n', score: 0.34, state: 'pruned', decidedIn: 0 },
  { parent: 0, round: 1, text: '57*29=1653\n', score: 0.88, state: 'inner', decidedIn: 1 },
  { parent: 0, round: 1, text: '57*29=1643\n', score: 0.2, state: 'pruned', decidedIn: 1 },
  { parent: 2, round: 1, text: '57*29=1653\n', score: 0.8, state: 'inner', decidedIn: 1 },
  { parent: 2, round: 1, text: '57*29=1553\n', score: 0.16, state: 'pruned', decidedIn: 1 },
  { parent: 4, round: 2, text: '3818+1653-118=5353\n', score: 0.95, answer: '5353' },
  {
    parent: 4,
    round: 2,
    text: 'Wait, 3818+1653=5471, less 118 is 5353\n',
    score: 0.9,
    answer: '5353',
    wait: true,
  },
  { parent: 6, round: 2, text: '3818+1653-118=5453\n', score: 0.4, answer: '5453' },
  { parent: 6, round: 2, text: 'I cannot say\n', score: 0.3, answer: null },
];

/** `count` nodes, four ways from each, the first of which go on. */
export function manyNodes(count: number): NodeScript[] {
  return Array.from({ length: count }, (_, id): NodeScript => {
    const parent = id < 4 ? null : Math.floor(id / 4) - 1;
    const isTip = id * 4 + 4 >= count;
    return {
      parent,
      round: Math.floor(Math.log(id + 4) / Math.log(4)) - 1,
      score: ((id * 37) % 100) / 100,
      text: `step ${id}\n`,
      ...(isTip ? { answer: String(id % 7) } : { state: 'inner' as const, decidedIn: 0 }),
    };
  });
}
