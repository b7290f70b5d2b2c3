/**
 * Every error a user may meet: a code for programs, and a message that says what, where and what to do.
 * Factories keep each message in one place and echo the offending value.
 */
import { visibleText } from './text';

export type ErrorCode =
  | 'badInput'
  | 'badBudget'
  | 'emptyQuestion'
  | 'modelMissing'
  | 'modelInvalid'
  | 'delimiterMissing'
  | 'contextTooSmall'
  | 'gpuUnavailable'
  | 'scorerUnsupported'
  | 'engineFailed'
  | 'traceInvalid'
  | 'traceNewer'
  | 'traceTooLarge'
  | 'writeFailed'
  | 'accessDenied'
  | 'downloadFailed';

/** Codes that are the user's input, not the engine's or the disk's fault (exit code 2 on the command line). */
const INPUT_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'badInput',
  'badBudget',
  'emptyQuestion',
  'modelMissing',
  'modelInvalid',
  'delimiterMissing',
  'contextTooSmall',
  'gpuUnavailable',
  'scorerUnsupported',
  'traceInvalid',
  'traceNewer',
  'traceTooLarge',
  'writeFailed',
  'accessDenied',
]);

export class WaitpointError extends Error {
  override readonly name = 'WaitpointError';

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    // Messages quote files, models and native code: what they hold must drive no terminal.
    super(visibleText(message));
  }

  get isInput(): boolean {
    return INPUT_CODES.has(this.code);
  }
}

/** Shows a value from outside in a message: quoted, shortened, control characters escaped. */
export function quote(value: unknown, longest = 60): string {
  const text = typeof value === 'string' ? value : String(value);
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return JSON.stringify(shown);
}

/** What failed, as text, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function asWaitpointError(error: unknown, code: ErrorCode = 'engineFailed'): WaitpointError {
  return error instanceof WaitpointError ? error : new WaitpointError(code, messageOf(error));
}

export const errors = {
  emptyQuestion: () => new WaitpointError('emptyQuestion', 'The question is empty. Type a question to run.'),

  badInput: (message: string) => new WaitpointError('badInput', message),

  badBudget: (name: string, value: unknown, rule: string) =>
    new WaitpointError('badBudget', `${name} is ${quote(value)}, but it must be ${rule}.`),

  minAboveMax: (min: number, max: number) =>
    new WaitpointError(
      'badBudget',
      `The minimum of ${min} thinking tokens is above the maximum of ${max}. Lower the minimum or raise the maximum.`,
    ),

  modelMissing: (path: string) =>
    new WaitpointError(
      'modelMissing',
      `No model file at ${quote(path, 200)}. Choose an existing .gguf file.`,
    ),

  modelInvalid: (path: string, reason: string) =>
    new WaitpointError(
      'modelInvalid',
      `${quote(path, 200)} is not a usable GGUF model: ${reason}. Choose another file, or download it again.`,
    ),

  modelPartMissing: (path: string, missing: readonly string[], parts: number) =>
    new WaitpointError(
      'modelInvalid',
      `The model ${quote(path, 200)} is split into ${parts} files, and ` +
        `${missing.length === 1 ? 'one is' : `${missing.length} are`} missing: ${quote(missing.join(', '), 300)}. ` +
        'Put all of them in one folder, or download it again.',
    ),

  delimiterMissing: (token: string, preset: string, model: string) =>
    new WaitpointError(
      'delimiterMissing',
      `The model ${quote(model)} has no single token ${quote(token)}, which the preset ${quote(preset)} needs. ` +
        `Choose a preset that fits the model, or "generic" with delimiters of your own.`,
    ),

  contextTooSmall: (needed: number, available: number, what: string) =>
    new WaitpointError(
      'contextTooSmall',
      `This run needs a context of ${needed} tokens (${what}), but only ${available} are available. ` +
        `Shorten the question, lower the maximum of thinking tokens, or raise the context size.`,
    ),

  gpuUnavailable: (wanted: string, available: readonly string[]) =>
    new WaitpointError(
      'gpuUnavailable',
      `The GPU backend ${quote(wanted)} is not available here. ` +
        (available.length > 0
          ? `Available: ${available.join(', ')}, off.`
          : 'There is no GPU backend on this machine: use "auto" or "off".') +
        (wanted === 'cuda'
          ? ' CUDA needs an NVIDIA driver, the CUDA runtime, and what “Waitpoint: Get CUDA Support…” brings.'
          : ''),
    ),

  otherModel: (made: string, given: string) =>
    new WaitpointError(
      'badInput',
      `This trace was made by the model ${quote(made)}, and ${quote(given)} is another file. ` +
        'A trace can only go on with the model that began it: choose that one, or run the question anew.',
    ),

  scorerUnsupported: (model: string, reason: string) =>
    new WaitpointError('scorerUnsupported', `${quote(model)} cannot score steps: ${reason}.`),

  engineFailed: (message: string) => new WaitpointError('engineFailed', message),

  enginePackage: (name: string, reason: string, advice: string) =>
    new WaitpointError(
      'engineFailed',
      `The engine package ${quote(name)} cannot be had: ${reason}. ${advice}`,
    ),

  traceInvalid: (where: string, reason: string) =>
    new WaitpointError(
      'traceInvalid',
      `This is not a valid trace: ${where}: ${reason}. The file was left as it is.`,
    ),

  traceNewer: (found: number, known: number) =>
    new WaitpointError(
      'traceNewer',
      `This trace has schema ${found}; this Waitpoint reads up to ${known}. ` +
        `It is shown read-only, as far as it is understood. Update Waitpoint to edit it.`,
    ),

  traceTooLarge: (bytes: number, limit: number) =>
    new WaitpointError(
      'traceTooLarge',
      `The trace file has ${bytes} bytes; Waitpoint opens files of up to ${limit} bytes.`,
    ),

  searchInvalid: (where: string, reason: string) =>
    new WaitpointError(
      'badInput',
      `This is not a valid search: ${where}: ${reason}. The file was left as it is.`,
    ),

  tuningInvalid: (where: string, reason: string) =>
    new WaitpointError(
      'badInput',
      `This is no result of waitpoint tune: ${where}: ${reason}. The file was left as it is.`,
    ),

  searchNewer: (found: number, known: number) =>
    new WaitpointError(
      'badInput',
      `This search has schema ${found}; this Waitpoint reads up to ${known}. Update Waitpoint to open it.`,
    ),

  /** A model that is only given to those who accepted its licence, or to its owner. */
  accessDenied: (message: string) => new WaitpointError('accessDenied', message),

  downloadFailed: (message: string) => new WaitpointError('downloadFailed', message),

  writeFailed: (path: string, reason: string) =>
    new WaitpointError('writeFailed', `Cannot write ${quote(path, 200)}: ${reason}.`),
} as const;
