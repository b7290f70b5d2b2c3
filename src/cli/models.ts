/** Which models a run uses, and what suits them. */
import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { errors } from '../core/errors';
import { mergeDefaults, type ModelDefaults } from '../core/modelDefaults';
import { suitedDefaults, suitedPreset } from '../core/models/suitedPreset';
import { isServerAddress, parseServerAddress } from '../core/serverAddress';
import { readModelDefaults } from '../files/readModelDefaults';
import type { PresetName } from '../core/trace/trace';
import { mustBeWhole, readModelFile } from '../files/readModelFile';
import { warn } from './traceRun';

export interface ModelFile {
  /** Absolute, or the address of a server. */
  readonly path: string;
  /** Of the file beside it, and of its own tokens and template below them. */
  readonly defaults: ModelDefaults;
  /** What to know of its preset where its file does not tell any; null: nothing. */
  readonly presetNote: string | null;
  /** Model file that has the tokenizer of what the server has; null: `path` is a file, or its server tokenizes. */
  readonly tokenizer: string | null;
}

/** As typed; what is undefined was not. */
export interface ModelOptions {
  readonly model?: string;
  readonly scorer?: string;
  readonly tokenizer?: string;
  readonly scorerTokenizer?: string;
}

export interface RunModels {
  readonly model: ModelFile;
  /** Null: the steps are not scored. */
  readonly scorer: ModelFile | null;
}

/**
 * @param options paths as typed, relative to the working directory; a scorer of `none` is no scorer
 * @param bundledFolder holds reasoner.gguf and scorer.gguf. The bundled scorer knows the bundled reasoner's
 *   steps alone, so it scores no other model unless asked to.
 * @throws WaitpointError `modelMissing`, `modelInvalid` (no GGUF, or parts of it missing), or `badInput` for defaults that do not parse
 */
export async function chooseModels(options: ModelOptions, bundledFolder: string): Promise<RunModels> {
  const bundled = join(bundledFolder, 'reasoner.gguf');
  const model = await modelFile('--model', options.model ?? bundled, '--tokenizer', options.tokenizer);
  const own = (await realPathOf(model.path)) === (await realPathOf(bundled));
  const scorer = options.scorer ?? (own ? join(bundledFolder, 'scorer.gguf') : 'none');
  const { scorerTokenizer } = options;
  if (scorer === 'none') {
    if (scorerTokenizer !== undefined) throw needsServer('--scorer-tokenizer', '--scorer');
    return { model, scorer: null };
  }
  return { model, scorer: await modelFile('--scorer', scorer, '--scorer-tokenizer', scorerTokenizer) };
}

/** Says where a preset is a guess: nothing tells how the model marks its thinking, and none was asked for. */
export function warnOfPreset({ preset }: { readonly preset?: PresetName }, { model }: RunModels): void {
  if (preset === undefined && model.presetNote !== null)
    warn(`${basename(model.path)} runs with the preset generic. ${model.presetNote}`);
}

function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

const needsServer = (option: string, of: string): Error =>
  errors.badInput(
    `${option} names the tokenizer of a model on a server, and ${of} is no address of one. Leave it out.`,
  );

async function modelFile(
  option: string,
  typed: string,
  tokenizerOption: string,
  tokenizer: string | undefined,
): Promise<ModelFile> {
  if (typed === '') throw errors.badInput(`${option} is empty. Give it the path of a .gguf file.`);
  if (isServerAddress(typed)) {
    parseServerAddress(typed);
    if (tokenizer === undefined) return { path: typed, defaults: {}, presetNote: null, tokenizer: null };
    return { ...(await served(tokenizerOption, tokenizer)), path: typed };
  }
  if (tokenizer !== undefined) throw needsServer(tokenizerOption, option);
  const found = await readModelFile(resolve(typed));
  mustBeWhole(found);
  const { path, facts } = found;
  const beside = await readModelDefaults(path);
  const suited = suitedPreset(facts, basename(path));
  return {
    path,
    defaults: mergeDefaults([beside, suitedDefaults(suited)]),
    presetNote: suited.isKnown || beside.preset !== undefined ? null : suited.reason,
    tokenizer: null,
  };
}

/** A model on a server, as far as the file with its tokenizer tells: its template and its delimiters. */
async function served(option: string, typed: string): Promise<Omit<ModelFile, 'path'>> {
  if (typed === '' || isServerAddress(typed))
    throw errors.badInput(`${option} needs the path of a .gguf file with the vocabulary of the model.`);
  const found = await readModelFile(resolve(typed));
  mustBeWhole(found);
  const suited = suitedPreset(found.facts, basename(found.path));
  return {
    defaults: suitedDefaults(suited),
    presetNote: suited.isKnown ? null : suited.reason,
    tokenizer: found.path,
  };
}
