/** What `waitpoint search` prints. */
import { evaluationRatio, searchFlops } from '../core/search/ledger';
import { nodeText } from '../core/search/pathTrace';
import type { SearchLedger, SearchNode, SearchRecord } from '../core/search/searchRecord';
import { pathTo } from '../core/search/treePath';
import { visibleText } from '../core/text';
import type { Compute } from '../core/trace/trace';

/** The document of `--json`. @param file where it is saved; null: nowhere */
export function searchReport(record: SearchRecord, file: string | null, compute?: Compute): object {
  const { question, settings, auto, choice, ledger, complete, failure, warnings, rounds } = record;
  return {
    question: question.text,
    answer: choice?.answer ?? null,
    strategy: settings.strategy,
    settings,
    auto,
    seed: record.request.sampler.seed,
    votes: choice?.votes ?? [],
    leaf: choice?.leaf ?? null,
    rounds,
    tree: record.nodes.map((node) => nodeReport(record.nodes, node)),
    ledger: {
      ...ledger,
      evaluatedPerUnique: evaluationRatio(ledger),
      flops: searchFlops(ledger),
    },
    ...(compute && { compute }),
    complete,
    failure,
    warnings,
    file,
  };
}

function nodeReport(nodes: readonly SearchNode[], node: SearchNode): object {
  const { id, parent, round, seed, state, decidedIn, step, value, rollout, answer, finish } = node;
  return {
    id,
    parent,
    round,
    seed,
    state,
    decidedIn,
    text: nodeText(node),
    tokens: node.tokens.id.length,
    depth: pathTo(nodes, id).length,
    score: step?.score ?? null,
    value,
    rollout,
    waits: node.interventions.filter(({ kind }) => kind === 'wait').length,
    ...(answer && { answer: answer.extracted, answerText: answer.text, finish }),
  };
}

/** The votes, and what they cost. */
export function searchTable(record: SearchRecord): string {
  const { nodes, choice, ledger, rounds } = record;
  const leaves = nodes.filter(({ state }) => state === 'leaf').length;
  const rows = (choice?.votes ?? []).map(({ answer, weight, leaves: ids }) => [
    visibleText(answer).replaceAll('\n', ' '),
    Number.isInteger(weight) ? String(weight) : weight.toFixed(3),
    String(ids.length),
  ]);
  const table = [['answer', 'weight', 'leaves'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  '),
  );
  const pruned = nodes.filter(({ state }) => state === 'pruned').length;
  const shape = `${leaves} leaves, ${nodes.length} nodes in ${rounds} rounds, ${pruned} pruned`;
  return [...lines, shape, costLine(ledger), ''].join('\n');
}

function costLine(ledger: SearchLedger): string {
  const { policy, scorer, uniqueTokens, totalMs } = ledger;
  const ratio = evaluationRatio(ledger);
  const evaluated = policy.prefillTokens + policy.decodeTokens;
  const { total } = searchFlops(ledger);
  return [
    `model ${evaluated} tokens evaluated (${policy.decodeTokens} decoded, ${policy.reusedTokens} reused)`,
    `${uniqueTokens} in the tree${ratio === null ? '' : ` (× ${ratio.toFixed(2)})`}`,
    ...(scorer.prefillTokens > 0 ? [`scorer ${scorer.prefillTokens}`] : []),
    ...(total === null ? [] : [`${total.toExponential(2)} FLOPs`]),
    `${(totalMs / 1000).toFixed(1)} s`,
  ].join('; ');
}
