import { describe, expect, it } from 'vitest';
import type { ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { revisionQuestion } from '../../../src/core/search/strategies/revisions';
import { rebaseWidths } from '../../../src/core/search/strategies/rebase';
import { drawTree, scriptedPaths, scriptedScorer, searchToy } from '../../support/searchToy';
import { TOY, toyModel } from '../../support/toyModel';

const { a, b, newline: n, endThink: end, seven, hmm } = TOY;

describe('best of N', () => {
  it('runs N traces on their own, and chooses among them', async () => {
    const model = scriptedPaths({
      paths: [
        [a, n, end, seven],
        [b, n, a, n, end, seven, seven],
        [a, n, b, n, end, seven],
      ],
    });
    const scorer = scriptedScorer({ a: 0.2, b: 0.6, 'b a': 0.9, 'a b': 0.4 });
    const { record } = await searchToy(model, { strategy: 'best-of-n', n: 3, width: 1 }, { scorer });
    expect(drawTree(record)).toEqual([
      // First steps of all, then second ones.
      '0<- r0 "a\\n" 0.2 0.2 leaf@0 =7',
      '1<- r0 "b\\n" 0.6 0.6 inner@1',
      '2<- r0 "a\\n" 0.2 0.2 inner@1',
      '3<1 r1 "a\\n" 0.9 0.9 leaf@1 =77',
      '4<2 r1 "b\\n" 0.4 0.4 leaf@1 =7',
    ]);
    expect(record.choice).toEqual({
      select: 'prm-last-vote',
      answer: '77',
      leaf: 3,
      votes: [
        { answer: '77', weight: 0.9, leaves: [3] },
        { answer: '7', weight: expect.closeTo(0.6) as number, leaves: [0, 4] },
      ],
    });
    expect(record.complete).toBe(true);
  });

  it('evaluates the question once for all', async () => {
    const paths = [
      [a, n, end, seven],
      [b, n, end, seven],
      [a, n, end, b],
    ];
    const { record, engine } = await searchToy(scriptedPaths({ paths }), {
      strategy: 'majority',
      n: 3,
      width: 1,
    });
    // "a\n<think>\n" without its last token, once; that one by each path.
    expect(engine.batches.filter((ids) => ids.includes(TOY.think))).toEqual([[a, n, TOY.think]]);
    expect(record.prompt.ids).toEqual([a, n, TOY.think, n]);
    const { policy, uniqueTokens } = record.ledger;
    expect(uniqueTokens).toBe(4 + 3 * 4);
    // Each path begins with 3 of 4 prompt tokens, and its answer with all but its last token, the delimiter.
    expect(policy.reusedTokens).toBe(3 * 3 + 3 * (4 + 2));
    expect(policy.prefillTokens + policy.decodeTokens).toBe(3 + 3 * (1 + 2 + 1 + 1 + 1));
  });

  it('lets paths wait for their turn, with the same tree', async () => {
    const paths = [
      [a, n, b, n, end, seven],
      [b, n, end, seven],
      [a, n, end, seven, seven],
    ];
    const all = await searchToy(scriptedPaths({ paths }), { strategy: 'majority', n: 3, width: 1 });
    const turns = await searchToy(scriptedPaths({ paths }), {
      strategy: 'majority',
      n: 3,
      width: 1,
      atOnce: 1,
    });
    expect(turns.record.choice?.answer).toBe('7');
    const texts = (nodes: typeof all.record.nodes) => nodes.map(({ tokens }) => tokens.text.join('')).sort();
    expect(texts(turns.record.nodes)).toEqual(texts(all.record.nodes));
  });
});

describe('beam', () => {
  it('keeps the best N / width, each going on in width ways; early leaves take no place', async () => {
    const model = scriptedPaths({
      paths: [
        // The first candidates: 1 and 2 are best; 3 ends at once, without a step.
        [a, n],
        [b, n],
        [hmm, n],
        [end, seven],
        // 1 goes on as 4 and 5, 2 as 6 and 7.
        [a, n],
        [b, n, end],
        [a, end, seven],
        [b, n],
        // The best two that go on are 5 (0.8, before 7, which has the same) and 7.
        [end, seven, seven],
        [end, seven],
        [end, seven],
        [end, seven],
      ],
    });
    const scorer = scriptedScorer({
      ...{ a: 0.1, b: 0.9, Hmm: 0.7 },
      ...{ 'b a': 0.3, 'b b': 0.8, 'Hmm a': 0.95, 'Hmm b': 0.8 },
    });
    const { record, folded } = await searchToy(model, { strategy: 'beam', n: 4, width: 2 }, { scorer });
    expect(drawTree(record)).toEqual([
      '0<- r0 "a\\n" 0.1 0.1 pruned@0',
      '1<- r0 "b\\n" 0.9 0.9 inner@0',
      '2<- r0 "Hmm\\n" 0.7 0.7 inner@0',
      '3<- r0 "" - - leaf@0 =7',
      '4<1 r1 "a\\n" 0.3 0.3 pruned@1',
      '5<1 r1 "b\\n" 0.8 0.8 inner@1',
      '6<2 r1 "a" 0.95 0.95 leaf@1 =7',
      '7<2 r1 "b\\n" 0.8 0.8 inner@1',
      '8<5 r2 "" - 0.8 leaf@2 =77',
      '9<5 r2 "" - 0.8 leaf@2 =7',
      '10<7 r2 "" - 0.8 leaf@2 =7',
      '11<7 r2 "" - 0.8 leaf@2 =7',
    ]);
    // Leaf 3 has no score, so it does not count.
    expect(record.choice?.votes).toEqual([
      { answer: '7', weight: expect.closeTo(0.95 + 3 * 0.8) as number, leaves: [6, 9, 10, 11] },
      { answer: '77', weight: 0.8, leaves: [8] },
    ]);
    expect(record.rounds).toBe(3);
    expect(folded).toEqual(record);
  });

  it('goes on to the end in its last round, and under the budget always', async () => {
    const model = scriptedPaths({
      paths: [
        [a, n],
        [b, n],
        [a, n, b, n, a, n, b, n, a, n],
        [b, n, b, n, end, seven],
      ],
    });
    const { record } = await searchToy(
      model,
      { strategy: 'beam', n: 2, width: 2, rounds: 2 },
      { scorer: scriptedScorer({ a: 0.9 }), budget: { maxThinkingTokens: 7, maxAnswerTokens: 2 } },
    );
    expect(drawTree(record)).toEqual([
      '0<- r0 "a\\n" 0.9 0.9 inner@0',
      '1<- r0 "b\\n" 0.5 0.5 pruned@0',
      '2<0 r1 "a\\n" 0.5 0.5 inner@2',
      '3<0 r1 "b\\n" 0.5 0.5 inner@2',
      '4<2 r2 "b\\n" 0.5 0.5 inner@3',
      '5<3 r2 "b\\n" 0.5 0.5 leaf@2 =7',
      // Cut at 7 tokens; the answer is what the model then says.
      '6<4 r3 "a" 0.5 0.5 leaf@3 =a',
    ]);
    expect(record.nodes[6]).toMatchObject({ thinkingEnd: 7, finish: { thinking: 'budget' } });
  });

  it('cuts a step that never ends, at the budget of its path', async () => {
    const model = toyModel(() => a);
    const { record } = await searchToy(
      model,
      { strategy: 'beam', n: 2, width: 2 },
      { scorer: scriptedScorer({}), budget: { maxThinkingTokens: 9, maxAnswerTokens: 2 } },
    );
    expect(record.nodes.map(({ step, finish, state }) => [step?.end, finish.thinking, state])).toEqual([
      [9, 'budget', 'leaf'],
      [9, 'budget', 'leaf'],
    ]);
  });

  it('counts candidates that say the same once where it is asked to', async () => {
    const model = () =>
      scriptedPaths({
        paths: [
          [a, n],
          [a, n],
          [b, n],
          [hmm, n],
          [end, seven],
          [end, seven],
          [end, seven],
          [end, seven],
        ],
      });
    const scorer = () => scriptedScorer({ a: 0.9, b: 0.8, Hmm: 0.1 });
    const kept = async (unique: boolean) => {
      const { record } = await searchToy(
        model(),
        { strategy: 'beam', n: 4, width: 2, unique },
        { scorer: scorer() },
      );
      return record.nodes.filter(({ state }) => state === 'inner').map(({ id }) => id);
    };
    expect(await kept(false)).toEqual([0, 1]);
    expect(await kept(true)).toEqual([0, 2]);
  });

  it('refuses ends as the budget of each path says, and a wait begins a step', async () => {
    const model = scriptedPaths({
      paths: [
        [a, end],
        [b, n],
        [b, n],
        [a, n],
        [end, seven],
        [end, seven],
      ],
    });
    const { record } = await searchToy(
      model,
      { strategy: 'beam', n: 2, width: 2 },
      { scorer: scriptedScorer({ a: 0.9, b: 0.1 }), budget: { waits: 1 } },
    );
    // Path 0 wants to end behind "a": its step is complete, and both ways on begin with the wait.
    expect(drawTree(record).slice(0, 4)).toEqual([
      '0<- r0 "a" 0.9 0.9 inner@0',
      '1<- r0 "b\\n" 0.1 0.1 pruned@0',
      '2<0 r1 "Waitb\\n" 0.5 0.5 inner@1',
      '3<0 r1 "Waita\\n" 0.5 0.5 pruned@1',
    ]);
    expect(record.nodes[2]?.interventions).toMatchObject([{ kind: 'wait', at: 1, text: 'Wait' }]);
    expect(record.nodes[2]?.tokens.provenance).toEqual(['forced', 'model', 'model']);
  });
});

describe('lookahead', () => {
  it('judges a candidate by the score at the end of a greedy rollout, which it drops', async () => {
    const model = scriptedPaths({
      paths: [
        [a, n],
        [b, n],
        [end, seven],
        [end, seven, seven],
      ],
      greedy: [
        [b, n, hmm, n],
        [a, n, a, n],
      ],
    });
    const scorer = scriptedScorer({ a: 0.9, b: 0.2, 'a b Hmm': 0.3, 'b a a': 0.7 });
    const { record } = await searchToy(
      model,
      { strategy: 'lookahead', n: 2, width: 2, lookahead: 2 },
      { scorer },
    );
    expect(drawTree(record)).toEqual([
      '0<- r0 "a\\n" 0.9 0.3 pruned@0',
      '1<- r0 "b\\n" 0.2 0.7 inner@0',
      '2<1 r1 "" - 0.2 leaf@1 =7',
      '3<1 r1 "" - 0.2 leaf@1 =77',
    ]);
    expect(record.nodes[0]?.rollout).toEqual({ text: 'b\nHmm\n', tokens: 4, score: 0.3 });
    expect(scorer.asked).toContain('b a a');
    // 2 steps of 2 tokens, and a rollout of 2 steps for each: N (k + 1) steps.
    expect(record.ledger.thinkingTokens).toBe(2 * 2 * 3);
  });
});

describe('DVTS', () => {
  it('goes on with the best of each subtree, and votes over the leaves', async () => {
    const model = scriptedPaths({
      paths: [
        [a, n],
        [b, n],
        [end, seven],
        [hmm, n],
        // The first subtree goes on from 1; the second one from 3, for 2 has no score.
        [a, n, end],
        [end, seven, seven],
        [end, seven],
        [a, end, seven],
      ],
    });
    const scorer = scriptedScorer({ a: 0.1, b: 0.4, Hmm: 0.3, 'b a': 0.1, 'Hmm a': 0.9 });
    const { record } = await searchToy(model, { strategy: 'dvts', n: 4, width: 2 }, { scorer });
    expect(drawTree(record)).toEqual([
      '0<- r0 "a\\n" 0.1 0.1 pruned@0',
      '1<- r0 "b\\n" 0.4 0.4 inner@0',
      '2<- r0 "" - - pruned@0',
      '3<- r0 "Hmm\\n" 0.3 0.3 inner@0',
      '4<1 r1 "a\\n" 0.1 0.1 pruned@1',
      // 5 has the score of the step before it, 0.4, and ends the first subtree.
      '5<1 r1 "" - 0.4 leaf@1 =77',
      // 7 is best and ends the second one; 6 ended beside it.
      '6<3 r1 "" - 0.3 leaf@1 =7',
      '7<3 r1 "a" 0.9 0.9 leaf@1 =7',
    ]);
    expect(record.choice?.votes.map(({ answer, leaves }) => [answer, leaves])).toEqual([
      ['7', [6, 7]],
      ['77', [5]],
    ]);
  });
});

describe('REBASE', () => {
  it('gives each path its share of the width, the ceiling first to the best', () => {
    // exp(0.9/0.2), exp(0.5/0.2), exp(0.1/0.2) = 90.0, 12.2, 1.65: shares .867, .117, .016 of 4.
    expect(rebaseWidths([0.5, 0.9, 0.1], 4, 0.2)).toEqual([0, 4, 0]);
    // Of 8: ceil(6.93) = 7; then ceil(1 × .881) = 1.
    expect(rebaseWidths([0.5, 0.9, 0.1], 8, 0.2)).toEqual([1, 7, 0]);
    // Of 32: ceil(27.7) = 28; of 4 left ceil(4 × .881) = 4.
    expect(rebaseWidths([0.5, 0.9, 0.1], 32, 0.2)).toEqual([4, 28, 0]);
    expect(rebaseWidths([0.5, 0.9, 0.1], 64, 0.2)).toEqual([8, 56, 0]);
    expect(rebaseWidths([0.5, 0.5, 0.5, 0.5], 16, 0.2)).toEqual([4, 4, 4, 4]);
    expect(rebaseWidths([0.5, 0.5], 3, 0.2)).toEqual([2, 1]);
    expect(rebaseWidths([0.5, 0.5], 0, 0.2)).toEqual([0, 0]);
    expect(rebaseWidths([], 3, 0.2)).toEqual([]);
  });

  it('takes leaves out of the width', async () => {
    const model = scriptedPaths({
      paths: [
        [a, n],
        [b, n],
        [end, seven],
        [hmm, n],
        [end, seven, seven],
        [end, seven],
        [end, seven],
      ],
    });
    // Of 4, one has ended: width 3 over 0.5, 0.5, 0.1: exp gives 1, 1, 0.135; ceil(3 / 2.135) = 2, ceil(1 / 1.135) = 1.
    const scorer = scriptedScorer({ a: 0.5, b: 0.5, Hmm: 0.1 });
    const { record } = await searchToy(model, { strategy: 'rebase', n: 4 }, { scorer });
    expect(drawTree(record)).toEqual([
      '0<- r0 "a\\n" 0.5 0.5 inner@0',
      '1<- r0 "b\\n" 0.5 0.5 inner@0',
      '2<- r0 "" - - leaf@0 =7',
      '3<- r0 "Hmm\\n" 0.1 0.1 pruned@0',
      '4<0 r1 "" - 0.5 leaf@1 =77',
      '5<0 r1 "" - 0.5 leaf@1 =7',
      '6<1 r1 "" - 0.5 leaf@1 =7',
    ]);
  });
});

/** A toy whose vocabulary spells what a revision is asked. */
const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const speaking: Partial<ScriptedModel> = {
  vocabulary: [...toyModel(() => a).vocabulary, ...letters],
};

describe('revisions', () => {
  it('asks every attempt with the last answers of its chain, and chooses among all attempts', async () => {
    const model = scriptedPaths(
      {
        paths: [
          // Attempts of two chains in turn.
          [a, n, end, seven],
          [b, n, end, seven, seven],
          [a, n, end, seven],
          [a, n, end, seven, seven],
        ],
      },
      speaking,
    );
    const { record } = await searchToy(
      model,
      { strategy: 'revisions', n: 4, width: 2 },
      { scorer: scriptedScorer({ a: 0.3, b: 0.4 }) },
    );
    expect(drawTree(record)).toEqual([
      '0<- r0 "a\\n" 0.3 0.3 leaf@0 =7',
      '1<- r0 "b\\n" 0.4 0.4 leaf@0 =77',
      '2<0 r1 "a\\n" 0.3 0.3 leaf@1 =7',
      '3<1 r1 "a\\n" 0.3 0.3 leaf@1 =77',
    ]);
    expect(record.nodes[0]?.prompt).toBeNull();
    expect(record.nodes[3]?.prompt?.text).toBe(
      'a\nAn earlier attempt answered:\nAnswer 1: 77\nIt may be wrong. Think again, and give the right answer.\n<think>\n',
    );
    expect(record.choice?.votes.map(({ answer, leaves }) => [answer, leaves])).toEqual([
      ['77', [1, 3]],
      ['7', [0, 2]],
    ]);
    // What both prompts begin with is in the tree once.
    const own = record.nodes.reduce((sum, { tokens }) => sum + tokens.id.length, 0);
    const { prompt } = record;
    const [first, second] = [record.nodes[2]?.prompt?.ids ?? [], record.nodes[3]?.prompt?.ids ?? []];
    const shared = second.findIndex((id, i) => id !== first[i]);
    expect(record.ledger.uniqueTokens).toBe(
      own + prompt.ids.length + (first.length - 2) + (second.length - shared),
    );
  });

  it('shows an attempt the last four answers of its chain, oldest first', () => {
    expect(revisionQuestion('Q', ['1', '2', '3', '4', '5'])).toBe(
      'Q\nEarlier attempts answered, the last one last:\nAnswer 1: 2\nAnswer 2: 3\nAnswer 3: 4\nAnswer 4: 5\n' +
        'It may be wrong. Think again, and give the right answer.',
    );
  });
});

describe('a budget of the tree', () => {
  it('is never exceeded, and every path still answers', async () => {
    const { record } = await searchToy(
      scriptedPaths({ paths: Array.from({ length: 40 }, () => [a, n, b, n, a, n, b, n]) }),
      { strategy: 'beam', n: 4, width: 2, treeTokens: 18 },
      { scorer: scriptedScorer({}), budget: { maxAnswerTokens: 1 } },
    );
    // 4 paths of 2 tokens; then 4 of 2; then 2 are left for 4 paths, which are cut at once.
    expect(record.ledger.thinkingTokens).toBe(16);
    expect(record.nodes.filter(({ state }) => state === 'leaf')).toHaveLength(4);
    expect(record.nodes.at(-1)).toMatchObject({ thinkingEnd: 4, finish: { thinking: 'budget' } });
    expect(record.complete).toBe(true);
  });
});
