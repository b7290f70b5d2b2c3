import { WaitpointError, messageOf } from '../core/errors';
import { visibleText } from '../core/text';

/** Exit codes of every command; documented in README.md. */
export const EXIT = {
  done: 0,
  /** Bad input, or an output that cannot be written. */
  badInput: 2,
  engineFailed: 3,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof WaitpointError && error.isInput ? EXIT.badInput : EXIT.engineFailed;
}

/** One line for stderr: `waitpoint: what, where, what to do`. */
export function errorLine(error: unknown): string {
  return `waitpoint: ${visibleText(messageOf(error))
    .trim()
    .replace(/\s*\n\s*/g, ' · ')}\n`;
}
