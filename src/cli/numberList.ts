import { errors, quote } from '../core/errors';
import { wholeNumber, type Range } from './numbers';

/** Whole numbers with commas between, such as `64,128,256`, in the order given. */
export function wholeNumbers(option: string, range: Range): (text: string) => readonly number[] {
  const parse = wholeNumber(option, range);
  return (text) => listed(option, text).map(parse);
}

/** Names with commas between. @throws WaitpointError `badInput` for an empty one */
export function listed(option: string, text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes(''))
    throw errors.badInput(`${option} is ${quote(text)}, but it must be a list with commas between.`);
  return parts;
}
