/** `waitpoint models`. */
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { messageOf } from '../core/errors';
import { fitOf, fitText } from '../core/models/fit';
import { originName } from '../core/models/origin';
import { parameterText, sizeText } from '../core/models/sizeText';
import { roleOf } from '../core/models/role';
import { suitedPreset } from '../core/models/suitedPreset';
import { visibleText } from '../core/text';
import type { ModelDefaults } from '../core/modelDefaults';
import { EngineProcess } from '../engines/llama/client';
import { ModelInspector } from '../engines/llama/modelInspector';
import { findModels, type FoundModel } from '../files/findModels';
import { commandLineDownloads, usualPlaces } from '../files/modelPlaces';
import { ModelReader, type ReadModel } from '../files/modelReader';
import { readModelDefaults } from '../files/readModelDefaults';
import type { GpuChoice } from '../protocol/engineProcess';
import { contextOption, gpuOption } from './engineOptions';
import { BUNDLED_MODELS, ENGINE_ENTRY } from './engines';
import { EXIT, errorLine } from './exit';
import { Output } from './streams';

const HELP = `
Without folders: those of earlier downloads, of LM Studio and Ollama, and the caches of Hugging Face and llama.cpp.

Exit codes:
  0    done
  2    an output that cannot be written
`;

/** Of --fit, where no context is asked for: the default budget of thinking and answer, with a long question. */
const FIT_CONTEXT = 4096;

interface ModelsOptions {
  readonly json?: boolean;
  readonly fit?: boolean;
  readonly gpu: GpuChoice;
  readonly context?: number;
}

export function modelsCommand(): Command {
  return new Command('models')
    .description('List the models on this machine, with what their files say of them.')
    .argument('[folder...]', 'folders to search, and files, in place of the usual ones')
    .option('--fit', 'also tell the memory that each takes here, and where it would run (a moment each)')
    .addOption(gpuOption())
    .addOption(contextOption(`${FIT_CONTEXT} for --fit`))
    .option('--json', 'print them as JSON, nothing else')
    .addHelpText('after', HELP)
    .action(async (folders: string[], { json = false, fit = false, gpu, context }: ModelsOptions) => {
      const output = new Output(process.stdout, () => {});
      const listed = await listedModels(folders);
      const rows = fit ? await withFit(listed, gpu, context ?? FIT_CONTEXT) : listed;
      output.write(json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
      await output.flush();
      if (output.failure) {
        process.stderr.write(errorLine(output.failure));
        process.exitCode = EXIT.badInput;
      }
    });
}

type Listed = Awaited<ReturnType<typeof listedModels>>[number] & {
  readonly fit?: Awaited<ReturnType<typeof fitOn>>;
};

/** In a process of its own, which ends with the last. */
async function withFit(rows: readonly Listed[], gpu: GpuChoice, contextSize: number): Promise<Listed[]> {
  const inspector = new ModelInspector(() => EngineProcess.start({ entry: ENGINE_ENTRY, log: () => {} }));
  return Promise.all(
    rows.map(async (row) =>
      row.problem === null ? { ...row, fit: await fitOn(inspector, row.path, gpu, contextSize) } : row,
    ),
  );
}

async function fitOn(inspector: ModelInspector, path: string, gpu: GpuChoice, contextSize: number) {
  try {
    const need = await inspector.inspect(path, '', gpu, contextSize);
    return { ...need, fits: fitOf(need), text: fitText(need) };
  } catch (error) {
    return { fits: null, text: messageOf(error) };
  }
}

async function listedModels(folders: readonly string[]) {
  const machine = { environment: process.env, home: homedir(), platform: process.platform };
  const places =
    folders.length > 0
      ? folders.map((path) => ({ path: resolve(path), origin: 'chosen' as const }))
      : [
          { path: BUNDLED_MODELS, origin: 'bundled' as const },
          { path: commandLineDownloads(machine), origin: 'downloads' as const },
          ...usualPlaces(machine),
        ];
  const found = await findModels(places);
  const read = await new ModelReader().readAll(found.map(({ path }) => path));
  const listed = await Promise.all(found.map((one, i) => describe(one, read[i])));
  return listed.filter(({ kind }) => kind === 'model');
}

async function describe({ path, origin, label }: FoundModel, read: ReadModel | undefined) {
  const place = { name: label, path, from: originName(origin) };
  const nothing = { role: null, architecture: null, parameters: null, quantization: null, sizeBytes: null };
  if (!read?.file)
    return { ...place, kind: 'model', ...nothing, context: null, preset: null, problem: read?.problem ?? '' };
  const { facts, sizeBytes, missing } = read.file;
  const beside = await readModelDefaults(path).catch((): ModelDefaults => ({}));
  const role = roleOf(facts, basename(path), beside);
  const { kind, architecture, parameterCount, quantization, trainContext } = facts;
  return {
    ...{ ...place, kind, role, architecture, parameters: parameterCount, quantization, sizeBytes },
    context: trainContext,
    preset: role === 'scorer' ? null : (beside.preset ?? suitedPreset(facts, basename(path)).preset),
    problem: missing.length > 0 ? `missing: ${missing.join(', ')}` : null,
  };
}

function table(rows: readonly Listed[]): string {
  if (rows.length === 0)
    return 'No models were found. waitpoint download hf:Qwen/Qwen3-0.6B-GGUF:Q8_0 brings a small one.\n';
  const cells = rows.map((row) =>
    row.problem !== null && row.architecture === null
      ? [row.name, '', '', '', '', '', '', row.from, row.path, row.problem]
      : [
          ...[row.name, row.role ?? '', row.architecture ?? '', parameterText(row.parameters ?? 0)],
          ...[row.quantization ?? '', sizeText(row.sizeBytes ?? 0), String(row.context ?? '')],
          ...[
            `${row.from}${row.preset === null ? '' : ` · ${row.preset}`}`,
            row.path,
            row.problem ?? row.fit?.text ?? '',
          ],
        ],
  );
  const head = ['name', 'role', 'kind', 'weights', 'quant', 'size', 'context', 'from · preset'];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => [...visibleText(row[i] ?? '')].length)),
  );
  const line = (row: readonly string[]): string =>
    widths
      .map((width, i) => visibleText(row[i] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  const below = (row: readonly string[]): string[] => [
    `  ${visibleText(row[8] ?? '')}`,
    ...(row[9] ? [`  ${visibleText(row[9])}`] : []),
  ];
  return `${[line(head), ...cells.flatMap((row) => [line(row), ...below(row)])].join('\n')}\n`;
}
