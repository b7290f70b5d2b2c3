/** What the search view says, in words. */
import type { SearchNodeView, SearchSummary } from '../../src/protocol/searchView';
import type { Choice } from '../../src/core/search/searchRecord';
import { l10n } from '../components/l10n';
import { formatCount, formatScore, plural } from '../trace/format';
import { oneLine, rightText } from '../tree/traceWords';

/** As people count: round 0 is the first. */
export const roundNumber = (round: number): string => formatCount(round + 1);
export const nodeName = (id: number): string => `#${formatCount(id + 1)}`;

export function stateWords({ state, decidedIn, answer }: SearchNodeView): string {
  const round = decidedIn === null ? null : roundNumber(decidedIn);
  switch (state) {
    case 'open':
      return l10n.t('open');
    case 'inner':
      return round === null ? l10n.t('went on') : l10n.t('went on in round {0}', round);
    case 'pruned':
      return round === null ? l10n.t('pruned') : l10n.t('pruned in round {0}', round);
    case 'leaf':
      return answer?.extracted == null ? l10n.t('leaf without a valid answer') : l10n.t('leaf');
    default:
      return state satisfies never;
  }
}

/** What a leaf answered, with its mark; null: it is none. */
export function answerWords({ state, answer, correct }: SearchNodeView): string | null {
  if (state !== 'leaf') return null;
  const said = answer?.extracted;
  if (said == null) return l10n.t('no valid answer');
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
    l10n.t('Node {0}', nodeName(id)),
    l10n.t('round {0}', roundNumber(round)),
    score === null ? l10n.t('not scored') : l10n.t('score {0}', formatScore(score)),
    ...(value === null || value === score ? [] : [l10n.t('value {0}', formatScore(value))]),
    stateWords(node),
    ...(answer?.extracted == null ? [] : [l10n.t('answer {0}', oneLine(answer.extracted))]),
    ...(correct === null ? [] : [rightText(correct) ?? '']),
    ...(more.wins ? [l10n.t('chosen')] : []),
    ...(more.visits > 1 ? [l10n.t('{0} through it', plural(more.visits, 'path'))] : []),
    ...(more.marked ? [l10n.t('marked for comparing')] : []),
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
    ...(ranks ? [l10n.t('width {0}', width), l10n.t('expand {0}', expand)] : []),
    ...(strategy === 'revisions' ? [`${plural(width, 'chain')}`] : []),
    ...(strategy === 'rebase' ? [l10n.t('balance {0}', balance)] : []),
    ...(ranks || strategy === 'rebase' ? [l10n.t('at most {0}', plural(rounds, 'round'))] : []),
    ...(lookahead > 0 ? [l10n.t('looks {0} ahead', plural(lookahead, 'step'))] : []),
    l10n.t('max {0}', formatCount(budget.maxThinkingTokens)),
    ...(budget.minThinkingTokens > 0 ? [l10n.t('min {0}', formatCount(budget.minThinkingTokens))] : []),
    ...(budget.waits > 0 ? [plural(budget.waits, 'wait')] : []),
    ...(treeTokens === null ? [] : [l10n.t('tree {0}', plural(treeTokens, 'token'))]),
    l10n.t('temperature {0}', sampler.temperature),
    l10n.t('seed {0}', sampler.seed),
    ...(atOnce === null ? [] : [l10n.t('{0} at once', atOnce)]),
    ...(unique ? [l10n.t('no duplicates')] : []),
  ].join(' · ');
}

export function progressWords({ rounds, ledger }: SearchSummary, nodes: number): string {
  return l10n.t(
    'round {0} · {1} · {2}',
    formatCount(rounds),
    plural(nodes, 'node'),
    plural(ledger.thinkingTokens, 'thinking token'),
  );
}

/** How it ended, where that is not plainly well. */
export function endWords({ complete, failure }: SearchSummary, running: boolean): string | null {
  if (running || complete) return null;
  return failure === null
    ? l10n.t('Stopped before its end. What is there can be used.')
    : l10n.t('Broken off: {0}', oneLine(failure.message));
}

/** Why nothing was chosen; null: something was. */
export function noChoiceWords(
  { answer, select }: Choice,
  nodes: readonly (SearchNodeView | null)[],
): string | null {
  if (answer !== null) return null;
  const leaves = nodes.filter((node) => node?.state === 'leaf');
  if (leaves.length === 0) return l10n.t('No path has come to an answer yet.');
  const valid = leaves.filter((node) => node?.answer?.extracted != null);
  if (valid.length === 0)
    return l10n.t(
      'None of the {0} has a valid answer: nothing can be chosen.',
      plural(leaves.length, 'leaf'),
    );
  return l10n.t('No leaf with an answer has a score, which {0} needs. Choose majority or longest.', select);
}
