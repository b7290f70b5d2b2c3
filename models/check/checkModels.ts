/**
 * Checks the shipped models: that the files are those of the manifest, that llama.cpp cuts text into the tokens that
 * Python's tokenizer cut it into, and that it says, greedily, what torch says.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPrompt } from '../../src/core/decode/prompt';
import type { Engine, TokenId } from '../../src/core/engine';
import { messageOf, quote } from '../../src/core/errors';
import { GREEDY } from '../../src/core/trace/trace';
import { appendColumns, emptyColumns } from '../../src/core/trace/tokenColumns';
import { EngineProcess } from '../../src/engines/llama/client';
import { madeUpStrings } from './madeUpStrings';
import { readGreedy, readManifest, type GreedyRuns, type Manifest } from './manifest';
import { torchGreedy } from './torchGreedy';

const MODELS = ['reasoner.gguf', 'scorer.gguf'];
/** Both models together: what an extension may weigh more for them. */
const MOST_BYTES = 8_000_000;
/** Calls to the engine process under way at a time. */
const AT_A_TIME = 100;

export interface CheckOptions {
  /** Holds the models, manifest.json, greedy.json and what else the manifest names. */
  readonly folder: string;
  /** The bundled engine process. */
  readonly engineEntry: string;
  /** Whether to ask torch again, where it is there, besides what it is recorded to have said. */
  readonly torch: boolean;
}

/** What was seen, each in a sentence; a fault says what, where and what to do. */
export interface CheckReport {
  readonly seen: string[];
  readonly faults: string[];
}

export async function checkModels({ folder, engineEntry, torch }: CheckOptions): Promise<CheckReport> {
  const report: CheckReport = { seen: [], faults: [] };
  let manifest: Manifest;
  let recorded: GreedyRuns;
  try {
    manifest = readManifest(folder);
    recorded = readGreedy(folder);
  } catch (error) {
    report.faults.push(messageOf(error));
    return report;
  }
  checkFiles(folder, manifest, report);
  const engines = EngineProcess.start({ entry: engineEntry, log: () => {} });
  try {
    for (const name of MODELS) {
      const engine = await engines.load({ path: join(folder, name), gpu: 'off', threads: 1 });
      await checkTokenizer(engine, name, manifest, report);
      if (name !== 'reasoner.gguf') continue;
      await checkGreedy(engine, recorded, 'what torch is recorded to have said', report);
      const again = torch ? await torchGreedy(folder) : null;
      if (again === null) report.seen.push('Torch was not asked again: its recorded tokens were used.');
      else await checkGreedy(engine, again, 'what torch says now', report);
    }
  } catch (error) {
    report.faults.push(messageOf(error));
  } finally {
    await engines.dispose();
  }
  return report;
}

function checkFiles(folder: string, { files }: Manifest, { seen, faults }: CheckReport): void {
  const recipe = 'Restore it from git, or run the recipe (models/train) again.';
  const before = faults.length;
  for (const name of MODELS) {
    if (!(name in files)) faults.push(`${name} is not in manifest.json. ${recipe}`);
  }
  for (const [name, { sha256, bytes }] of Object.entries(files)) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      faults.push(`${path} is missing, and manifest.json names it. ${recipe}`);
      continue;
    }
    const content = readFileSync(path);
    const hash = createHash('sha256').update(content).digest('hex');
    if (content.length !== bytes) {
      faults.push(`${path} has ${content.length} bytes, and manifest.json says ${bytes}. ${recipe}`);
    } else if (hash !== sha256) {
      faults.push(`${path} has the SHA-256 ${hash}, and manifest.json says ${sha256}. ${recipe}`);
    }
  }
  const bytes = MODELS.reduce((sum, name) => sum + (files[name]?.bytes ?? 0), 0);
  if (bytes > MOST_BYTES) {
    faults.push(
      `The two models have ${bytes} bytes, more than ${MOST_BYTES}. Make a smaller one (models/train).`,
    );
  }
  if (faults.length === before) {
    seen.push(
      `${Object.keys(files).length} files are those of the manifest; the models have ${(bytes / 1e6).toFixed(2)} MB.`,
    );
  }
}

async function checkTokenizer(
  engine: Engine,
  name: string,
  { tokenizer }: Manifest,
  { seen, faults }: CheckReport,
): Promise<void> {
  const strings = madeUpStrings(tokenizer.strings);
  const hash = createHash('sha256');
  for (let start = 0; start < strings.length; start += AT_A_TIME) {
    const some = strings.slice(start, start + AT_A_TIME);
    const ids = await Promise.all(
      some.map((text) => engine.tokenize(text, { special: false, continues: true })),
    );
    const texts = await Promise.all(ids.map((each) => engine.detokenize(each)));
    const changed = texts.findIndex((text, i) => text !== some[i]);
    if (changed >= 0) {
      faults.push(
        `${name}: string ${start + changed} of the generator, ${quote(some[changed])}, comes back from its tokens as ` +
          `${quote(texts[changed])}. Correct the vocabulary that models/train writes.`,
      );
      return;
    }
    for (const each of ids) hash.update(`${each.join(',')}\n`);
  }
  const digest = hash.digest('hex');
  if (digest !== tokenizer.sha256) {
    faults.push(
      `${name}: llama.cpp cuts ${strings.length} strings into other tokens than Python did (SHA-256 of the ids ` +
        `${digest}, in manifest.json ${tokenizer.sha256}). Compare models/train/tokenizer.py with what the file says.`,
    );
    return;
  }
  seen.push(`${name}: ${strings.length} strings have the same tokens as in Python, and come back from them.`);
}

/** Where llama.cpp rounds what torch does not, two tokens that are all but equal may change places. */
async function checkGreedy(
  engine: Engine,
  expected: GreedyRuns,
  source: string,
  { seen, faults }: CheckReport,
): Promise<void> {
  let same = 0;
  let close = 0;
  for (const { question, ids, close: closeAt } of expected) {
    const own = await greedyIds(engine, question, ids.length);
    const parting = ids.findIndex((id, i) => id !== own[i]);
    if (parting < 0) same++;
    else if (closeAt.includes(parting)) close++;
    else {
      faults.push(
        `reasoner.gguf: on ${quote(question)} token ${parting} is ${own[parting] ?? 'missing'}, in ${source} ` +
          `${ids[parting]}, and it was no close call. Compare the weights in the file with those in training.`,
      );
    }
  }
  seen.push(
    `reasoner.gguf: of ${expected.length} greedy runs ${same} are ${source}, token by token, and ${close} part from ` +
      'it at a close call.',
  );
}

/** The first `count` ids after the prompt, greedily and without a budget; the end of generation counts. */
async function greedyIds(engine: Engine, question: string, count: number): Promise<TokenId[]> {
  const prompt = await buildPrompt(engine, question, '<think>\n');
  const sequence = await engine.openSequence(prompt.ids.length + count);
  try {
    const tokens = emptyColumns();
    const { stop } = await sequence.generate(
      {
        append: prompt.ids,
        report: 0,
        maxTokens: count,
        stopIds: engine.info.endOfGenerationIds,
        stopTexts: [],
        suppressFirst: [],
        sampler: GREEDY,
      },
      (frame) => appendColumns(tokens, frame.tokens),
    );
    return [...tokens.id, ...(stop?.id ?? [])];
  } finally {
    await sequence.dispose();
  }
}
