/**
 * What the bundled models do on the held-out sets, from their shipped files and through Waitpoint itself:
 * `npm run models:eval [-- OPTIONS]`. Prints tables; a whole run also writes them beside the models and into the docs.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, signature, writeSection } from '../../bench/support/document';
import { messageOf, quote } from '../../src/core/errors';
import { DEFAULT_REQUEST } from '../../src/core/trace/trace';
import { readModelDefaults } from '../../src/files/readModelDefaults';
import { Evaluation, type Section } from './evaluation';
import { HeldOut } from './heldOut';
import { alarms } from './sections/alarms';
import { maximum, waits } from './sections/budgets';
import { loops } from './sections/loops';
import { parallel } from './sections/parallel';
import { scorer } from './sections/scorer';
import { speed } from './sections/speed';
import { unknown } from './sections/unknown';
import { votes } from './sections/votes';
import { Workers } from './workers';

const SECTIONS: Record<string, Section> = {
  waits,
  maximum,
  votes,
  scorer,
  parallel,
  alarms,
  unknown,
  loops,
  speed,
};

/** One a core of the smallest machine that a run is planned for. */
const PROCESSES = 2;

const INTRODUCTION =
  'What the bundled models do on questions that their training had not, from the shipped files, through the engine ' +
  'process and the budget loop that users run. Numbers in brackets are 95 % bootstrap intervals over questions. The ' +
  'sets lie in models/heldout/, the program in models/eval/.';

const USAGE = `npm run models:eval [-- OPTIONS]
  --only NAME,…     of ${Object.keys(SECTIONS).join(', ')}; prints them and writes nothing
  --limit COUNT     rows of every set; prints and writes nothing
  --exact           run every budget on its own too, and compare with the probes of one run
  --models FOLDER   default: models`;

export async function main(root: string, args: string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(root, args);
  } catch (error) {
    console.error(`${messageOf(error)}\n${USAGE}`);
    return 2;
  }
  const { names, limit, exact, folder, whole } = options;
  const { preset, segmentation } = await readModelDefaults(join(folder, 'reasoner.gguf'));
  const progress = (line: string): void => console.error(`  ${line}`);
  const workers = await Workers.start(join(root, 'dist/engineProcess.mjs'), folder, PROCESSES, progress);
  const parts: string[] = [];
  try {
    const evaluation = new Evaluation(
      workers,
      new HeldOut(folder, limit),
      {
        preset: preset ?? DEFAULT_REQUEST.preset,
        segmentation: segmentation ?? DEFAULT_REQUEST.segmentation,
      },
      exact,
      (name, content) => {
        if (whole) writeFileSync(join(folder, name), content);
      },
    );
    for (const name of names) {
      const { title, method, make } = SECTIONS[name] as Section;
      const blocks = await make(evaluation);
      const shown = blocks.map((block) => (typeof block === 'string' ? block : markdownTable(block)));
      const text = [`### ${title}`, method, ...shown].join('\n\n');
      console.log(`${text}\n`);
      parts.push(text);
    }
  } finally {
    await workers.dispose();
  }
  if (whole)
    write(root, folder, [
      INTRODUCTION,
      ...parts,
      signature(['npm run models:eval', ...(args.length > 0 ? ['--'] : []), ...args].join(' ')),
    ]);
  return 0;
}

interface Options {
  readonly names: readonly string[];
  readonly limit: number;
  readonly exact: boolean;
  readonly folder: string;
  /** All of all sets: what is worth writing down. */
  readonly whole: boolean;
}

/** @throws Error for what cannot be meant */
function readOptions(root: string, args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      limit: { type: 'string' },
      exact: { type: 'boolean', default: false },
      models: { type: 'string', default: join(root, 'models') },
    },
  });
  const { only, limit, exact, models } = values;
  const names = only?.split(',') ?? Object.keys(SECTIONS);
  const unknownName = names.find((name) => !Object.hasOwn(SECTIONS, name));
  if (unknownName !== undefined) throw new Error(`There is no table ${quote(unknownName)}.`);
  if (limit !== undefined && !/^[1-9]\d*$/.test(limit)) {
    throw new Error(`--limit is ${quote(limit)}, but it must be a whole number from 1 on.`);
  }
  return {
    names,
    limit: limit === undefined ? Infinity : Number(limit),
    exact,
    folder: resolve(models),
    whole: only === undefined && limit === undefined,
  };
}

/** The same text beside the models and, for the shipped ones, in the docs; pictures lie beside the models. */
function write(root: string, folder: string, parts: readonly string[]): void {
  const text = parts.join('\n\n');
  writeFileSync(
    join(folder, 'evaluation.md'),
    `# Evaluation of the bundled models\n\n${text.replaceAll('\n### ', '\n## ')}\n`,
  );
  if (folder !== join(root, 'models')) return;
  writeSection(
    root,
    'models',
    `## The bundled models\n\n${text.replaceAll('](calibration.svg)', '](../models/calibration.svg)')}`,
  );
}
