/** Lists that somebody typed: values between commas, each read strictly, none twice. */
import { errors, quote } from '../errors';

/**
 * @param parse reads one value, without the blanks around it
 * @returns a parser that keeps the order as typed; given again, an option goes on with its list
 * @throws WaitpointError `badInput` for a value that is there twice, and what `parse` throws
 */
export function listOf<T>(
  option: string,
  parse: (text: string) => T,
): (text: string, before: unknown) => T[] {
  // Commander hands in the default too: that is replaced.
  let values: T[] = [];
  return (text) => {
    for (const one of text.split(',')) {
      const value = parse(one.trim());
      if (values.some((known) => JSON.stringify(known) === JSON.stringify(value)))
        throw errors.badInput(`${option} has ${quote(one.trim())} twice.`);
      values = [...values, value];
    }
    return values;
  };
}
