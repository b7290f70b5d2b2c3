/** What the search view says, in words. */
import type { SearchNodeView, SearchSummary } from '../../src/protocol/searchView';
import type { Choice } from '../../src/core/search/searchRecord';
import { formatCount, formatScore, plural } from '../trace/format';
import { oneLine, rightText } from '../tree/traceWords';

/** As people count: round 0 is the first. */
export const roundNumber = (round: number): string => formatCount(round + 1);
export const nodeName = (id: number): string => `#${formatCount(id + 1)}`;

export function stateWords({ state, decidedIn, answer }: SearchNodeView): string {
  const when = decidedIn === null ? '' : ` in round ${roundNumber(decidedIn)}`;
  switch (state) {
    case 'open':
      return 'open';
    case 'inner':
      return `went on${when}`;
    case 'pruned':
      return `pruned${when}`;
    case 'leaf':
      return answer?.extracted == null ? 'leaf without a valid answer' : 'leaf';
    default:
      return state satisfies never;
  }
}

/** What a leaf answered, with its mark; null: it is none. */
export function answerWords({ state, answer, correct }: SearchNodeView): string | null {
  if (state !== 'leaf') return null;
  const said = answer?.extracted;
  if (said == null) return 'no valid answer';
  return `${correct === null ? '' : correct ? '✓ ' : '✗ '}${oneLine(said)}`;
}

/** All that is shown of a node, for those who do not see it. */
export function nodeSentence(
  node: SearchNodeView,
  more: { readonly visits: number; readonly wins: boolean; readonly marked: boolean },
): string {
  const { id, round, answer, correct, value, step, text } = node;
  const score = step?.score ?? null;
  return [
    `Node ${nodeName(id)}`,
    `round ${roundNumber(round)}`,
    score === null ? 'not scored' : `score ${formatScore(score)}`,
    ...(value === null || value === score ? [] : [`value ${formatScore(value)}`]),
    stateWords(node),
    ...(answer?.extracted == null ? [] : [`answer ${oneLine(answer.extracted)}`]),
    ...(correct === null ? [] : [rightText(correct) ?? '']),
    ...(more.wins ? ['chosen'] : []),
    ...(more.visits > 1 ? [`${plural(more.visits, 'path')} through it`] : []),
    ...(more.marked ? ['marked for comparing'] : []),
    ...(text === '' ? [] : [oneLine(text)]),
  ].join(', ');
}

/** "beam · N 4 · width 2 · …": what it was asked for. */
export function settingsWords({ settings, request }: SearchSummary): string {
  const { strategy, n, width, expand, lookahead, rounds, balance, treeTokens, atOnce, unique } = settings;
  const { budget, sampler } = request;
  const ranks = strategy === 'beam' || strategy === 'lookahead' || strategy === 'dvts';
  return [
    strategy,
    `N ${formatCount(n)}`,
    ...(ranks ? [`width ${width}`, `expand ${expand}`] : []),
    ...(strategy === 'revisions' ? [`${plural(width, 'chain')}`] : []),
    ...(strategy === 'rebase' ? [`balance ${balance}`] : []),
    ...(ranks || strategy === 'rebase' ? [`at most ${plural(rounds, 'round')}`] : []),
    ...(lookahead > 0 ? [`looks ${plural(lookahead, 'step')} ahead`] : []),
    `max ${formatCount(budget.maxThinkingTokens)}`,
    ...(budget.minThinkingTokens > 0 ? [`min ${formatCount(budget.minThinkingTokens)}`] : []),
    ...(budget.waits > 0 ? [plural(budget.waits, 'wait')] : []),
    ...(treeTokens === null ? [] : [`tree ${plural(treeTokens, 'token')}`]),
    `temperature ${sampler.temperature}`,
    `seed ${sampler.seed}`,
    ...(atOnce === null ? [] : [`${atOnce} at once`]),
    ...(unique ? ['no duplicates'] : []),
  ].join(' · ');
}

export function progressWords({ rounds, ledger }: SearchSummary, nodes: number): string {
  return `round ${formatCount(rounds)} · ${plural(nodes, 'node')} · ${plural(ledger.thinkingTokens, 'thinking token')}`;
}

/** How it ended, where that is not plainly well. */
export function endWords({ complete, failure }: SearchSummary, running: boolean): string | null {
  if (running || complete) return null;
  return failure === null
    ? 'Stopped before its end. What is there can be used.'
    : `Broken off: ${oneLine(failure.message)}`;
}

/** Why nothing was chosen; null: something was. */
export function noChoiceWords(
  { answer, select }: Choice,
  nodes: readonly (SearchNodeView | null)[],
): string | null {
  if (answer !== null) return null;
  const leaves = nodes.filter((node) => node?.state === 'leaf');
  if (leaves.length === 0) return 'No path has come to an answer yet.';
  const valid = leaves.filter((node) => node?.answer?.extracted != null);
  if (valid.length === 0)
    return `None of the ${plural(leaves.length, 'leaf').replace('leafs', 'leaves')} has a valid answer: nothing can be chosen.`;
  return `No leaf with an answer has a score, which ${select} needs. Choose majority or longest.`;
}
