import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkModels, type CheckReport } from '../../models/check/checkModels';
import { madeUpStrings } from '../../models/check/madeUpStrings';
import type { GreedyRuns, Manifest } from '../../models/check/manifest';
import { runTrace } from '../../src/core/runTrace';
import { draftTrace } from '../../src/core/trace/trace';
import { CARD_QUESTION, ENGINE_ENTRY, load, REASONER, request, SCORER, startEngine } from '../support/engine';

const STRINGS = 200;
const check = (folder: string): Promise<CheckReport> =>
  checkModels({ folder, engineEntry: ENGINE_ENTRY, torch: false });

it('finds no fault in the models that are shipped', async () => {
  expect(await check(dirname(REASONER))).toMatchObject({ faults: [] });
});

describe('a copy of the models', () => {
  let folder: string;
  let manifest: Manifest;
  let greedy: GreedyRuns;

  const write = async (changed: Manifest, runs: GreedyRuns): Promise<void> => {
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(changed));
    await writeFile(join(folder, 'greedy.json'), JSON.stringify(runs));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waitpoint-check-'));
    await mkdir(join(folder, 'heldout'));
    await copyFile(REASONER, join(folder, 'reasoner.gguf'));
    await copyFile(SCORER, join(folder, 'scorer.gguf'));
    await writeFile(join(folder, 'heldout/questions.jsonl'), '{}\n');
    const files: Manifest['files'] = {};
    for (const name of ['reasoner.gguf', 'scorer.gguf', 'heldout/questions.jsonl']) {
      const content = await readFile(join(folder, name));
      files[name] = { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
    }
    const process = startEngine();
    const engine = await load(process, REASONER);
    const hash = createHash('sha256');
    for (const text of madeUpStrings(STRINGS)) {
      hash.update(`${(await engine.tokenize(text, { special: false, continues: true })).join(',')}\n`);
    }
    // Without a budget there is nothing but the model's own tokens.
    const { tokens } = await runTrace({
      engine,
      scorer: null,
      trace: draftTrace(CARD_QUESTION, request({}), new Date(0).toISOString()),
      emit: () => {},
      now: () => 0,
    });
    await process.dispose();
    manifest = { files, tokenizer: { strings: STRINGS, sha256: hash.digest('hex') } };
    greedy = [
      {
        question: CARD_QUESTION,
        ids: [...tokens.id, ...engine.info.endOfGenerationIds.slice(0, 1)],
        close: [],
      },
    ];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has no fault where all is as it was recorded', async () => {
    await write(manifest, greedy);
    const { seen, faults } = await check(folder);
    expect(faults).toEqual([]);
    expect(seen).toEqual([
      expect.stringContaining('3 files are those of the manifest'),
      expect.stringContaining('reasoner.gguf: 200 strings have the same tokens'),
      expect.stringContaining('of 1 greedy runs 1 are'),
      expect.stringContaining('Torch was not asked again'),
      expect.stringContaining('scorer.gguf: 200 strings have the same tokens'),
    ]);
  });

  it('may part from torch where that was a close call, and nowhere else', async () => {
    const [run] = greedy;
    const ids = (run?.ids ?? []).map((id, i) => (i === 7 ? id + 1 : id));
    const closeAt = (close: number[]): GreedyRuns => [{ question: CARD_QUESTION, ids, close }];
    await write(manifest, [...greedy, ...closeAt([3, 7])]);
    const { seen, faults } = await check(folder);
    expect(faults).toEqual([]);
    expect(seen).toContainEqual(expect.stringMatching(/of 2 greedy runs 1 are .* and 1 part/));
    await write(manifest, closeAt([6]));
    expect((await check(folder)).faults).toEqual([
      expect.stringMatching(/^reasoner\.gguf: on "What is 83.*token 7 is \d+.*no close call/),
    ]);
  });

  it('has every fault named that is in it', async () => {
    const scorer = await open(join(folder, 'scorer.gguf'), 'r+');
    const { size } = await scorer.stat();
    const { buffer } = await scorer.read(Buffer.alloc(1), 0, 1, size - 9);
    await scorer.write(Uint8Array.of((buffer[0] ?? 0) ^ 1), 0, 1, size - 9);
    await scorer.close();
    await writeFile(join(folder, 'heldout/questions.jsonl'), '{}\n{}\n');
    const lost = { sha256: '', bytes: 1 };
    await write(
      {
        files: { ...manifest.files, 'heldout/loops.jsonl': lost },
        tokenizer: { ...manifest.tokenizer, sha256: '0'.repeat(64) },
      },
      greedy,
    );
    expect((await check(folder)).faults).toEqual([
      expect.stringMatching(/scorer\.gguf has the SHA-256/),
      expect.stringMatching(/questions\.jsonl has 6 bytes, and manifest\.json says 3/),
      expect.stringMatching(/loops\.jsonl is missing/),
      expect.stringMatching(/^reasoner\.gguf: llama\.cpp cuts 200 strings into other tokens/),
      expect.stringMatching(/^scorer\.gguf: llama\.cpp cuts/),
    ]);
  });

  it('may not be too large, nor without a manifest', async () => {
    const large = { sha256: '', bytes: 8_000_001 };
    await write({ ...manifest, files: { 'reasoner.gguf': large } }, []);
    expect((await check(folder)).faults).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^scorer\.gguf is not in manifest\.json/),
        expect.stringMatching(/have 8000001 bytes, more than 8000000/),
      ]),
    );
    await rm(join(folder, 'manifest.json'));
    expect((await check(folder)).faults).toEqual([expect.stringMatching(/manifest\.json cannot be used/)]);
  });
});
