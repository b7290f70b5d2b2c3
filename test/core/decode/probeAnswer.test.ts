import { describe, expect, it } from 'vitest';
import { resolvePreset } from '../../../src/core/decode/preset';
import { probeAnswer, type Probe } from '../../../src/core/decode/probeAnswer';
import type { Sequence, TokenId } from '../../../src/core/engine';
import type { PresetName } from '../../../src/core/trace/trace';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { toyRequest } from '../../support/runToy';
import { TOY, toyModel } from '../../support/toyModel';

const { question, think, newline, a, endThink, finalAnswer, seven, eos, turn, answer } = TOY;
const prompt = [question, think, newline];

/** Answers with a seven for every `a` that it thought. */
const counting = toyModel((ids) => {
  const thought = ids.filter((id) => id === a).length;
  return ids.filter((id) => id === seven).length < thought ? seven : eos;
});

interface Probed {
  readonly probe: Probe;
  readonly sequence: Sequence;
  readonly batches: readonly (readonly TokenId[])[];
}

async function probed(
  thinking: readonly TokenId[],
  cut: boolean,
  options: { readonly presetName?: PresetName; readonly maxAnswerTokens?: number } = {},
): Promise<Probed> {
  const { presetName = 'think-tags', maxAnswerTokens = 8 } = options;
  const engine = scriptedEngine(counting);
  const preset = await resolvePreset(engine, toyRequest({}, { preset: presetName }));
  const sequence = await engine.openSequence(100);
  await sequence.replay([...prompt, ...thinking], [0]);
  const text = await engine.detokenize(thinking);
  const probe = await probeAnswer({ engine, sequence, preset, thinking: text, cut, maxAnswerTokens });
  return { probe, sequence, batches: engine.batches.slice(1) };
}

describe('a probe', () => {
  it('at a cut forces delimiter and answer prefix, as a run does', async () => {
    const { probe, batches } = await probed([a], true);
    expect(batches).toEqual([[endThink, newline, finalAnswer], [seven]]);
    expect(probe).toMatchObject({
      text: '\nFinal Answer:7',
      extracted: '7',
      finish: 'stop',
      evaluatedTokens: 4,
    });
    expect(probe.tokens.id).toEqual([seven]);
  });

  it('at an end that the model chose forces the delimiter alone', async () => {
    const { probe, batches } = await probed([a, a], false);
    expect(batches[0]).toEqual([endThink]);
    expect(probe).toMatchObject({ text: '77', extracted: '77' });
  });

  it('puts the newline that a preset wants before a cut, unless there is one', async () => {
    const options = { presetName: 's1-eval' as const };
    expect((await probed([a], true, options)).batches[0]).toEqual([
      newline,
      turn,
      answer,
      newline,
      finalAnswer,
    ]);
    expect((await probed([a, newline], true, options)).batches[0]).toEqual([
      turn,
      answer,
      newline,
      finalAnswer,
    ]);
  });

  it('keeps to its limit', async () => {
    const { probe } = await probed([a, a, a], true, { maxAnswerTokens: 2 });
    expect(probe).toMatchObject({ extracted: '77', finish: 'limit' });
  });

  it('leaves the sequence as it was, for more thinking or the next probe', async () => {
    const { sequence } = await probed([a], true);
    expect(sequence.length).toBe(prompt.length + 1);
    const { logits } = await sequence.readLogits([a], [0], [seven]);
    expect(Math.exp(logits[0] ?? NaN)).toBeCloseTo(0.9);
  });
});
