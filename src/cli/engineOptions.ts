import { Option, type Command } from 'commander';
import { DEFAULT_TIMEOUT_MS, MOST_TIMEOUT_MS } from '../engines/server/connection';
import { MOST_TOKENS } from '../core/limits';
import { scorerProtocol } from '../core/trace/trace';
import {
  FLASH_ATTENTION_CHOICES,
  GPU_CHOICES,
  KV_CACHE_TYPES,
  MOST_GPU_LAYERS,
} from '../protocol/engineProcess';
import { wholeNumber } from '../core/input/numbers';

/** Which models a command loads. */
export function addModelOptions(command: Command): void {
  command
    .option('--model <file|address>', 'reasoning model: GGUF, or http://host:port (default: the bundled one)')
    .option(
      '--scorer <file|address|none>',
      'process reward model, as --model (default: the bundled one with the bundled model, else none)',
    )
    .addOption(tokenizerOption())
    .option('--scorer-tokenizer <file>', 'the same for the scorer')
    .addOption(
      new Option('--scorer-protocol <name>', 'how the scorer is asked (default: what suits it)').choices(
        scorerProtocol.options,
      ),
    );
}

export const gpuOption = (): Option =>
  new Option('--gpu <backend>', 'what evaluates the model').choices([...GPU_CHOICES]).default('auto');

export const contextOption = (without: string): Option =>
  new Option('--context <tokens>', `context size (default: ${without})`).argParser(
    wholeNumber('--context', { least: 1, most: MOST_TOKENS }),
  );

export const tokenizerOption = (): Option =>
  new Option('--tokenizer <file>', 'GGUF with the vocabulary of the model, for a server that shows none');

/** What evaluates them. */
export function addEngineOptions(command: Command): void {
  command
    .addOption(gpuOption())
    .addOption(contextOption('what the run needs'))
    .addOption(
      new Option(
        '--threads <count>',
        'threads on the CPU; 0 is one a core, or one in all for a very small model',
      )
        .argParser(wholeNumber('--threads', { least: 0, most: 1024 }))
        .default(0),
    )
    .addOption(
      new Option('--gpu-layers <count>', 'layers on the GPU (default: as many as fit)').argParser(
        wholeNumber('--gpu-layers', { least: 0, most: MOST_GPU_LAYERS }),
      ),
    )
    .addOption(
      new Option(
        '--flash-attention <choice>',
        'a faster way to attend (default: where there is one)',
      ).choices([...FLASH_ATTENTION_CHOICES]),
    )
    .addOption(
      new Option('--kv-cache <type>', 'what a context keeps for each token (default: f16)').choices([
        ...KV_CACHE_TYPES,
      ]),
    )
    .addOption(
      new Option('--server-timeout <seconds>', 'longest silence of a server that evaluates the model')
        .argParser(wholeNumber('--server-timeout', { least: 1, most: MOST_TIMEOUT_MS / 1000 }))
        .default(DEFAULT_TIMEOUT_MS / 1000),
    );
}
