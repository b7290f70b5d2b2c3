/** Numbers that somebody typed, read strictly: what is not plainly a number in range is refused in words. */
import { errors } from '../errors';

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A whole number in digits alone: no sign, fraction, exponent, space or hexadecimal. */
export function wholeNumber(option: string, { least, most }: Range): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw errors.badBudget(option, text, `a whole number from ${least} to ${most}, in digits`);
  };
}

/** A decimal number such as `0.7`: no sign, exponent or space. */
export function decimalNumber(option: string, { least, most }: Range): (text: string) => number {
  return (text) => {
    const value = /^(\d+(\.\d+)?|\.\d+)$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw errors.badBudget(option, text, `a number from ${least} to ${most}, such as 0.7`);
  };
}

/** An amount that may be large, such as `5e9`: no sign or space. */
export function largeNumber(option: string): (text: string) => number {
  return (text) => {
    const value = /^(\d+(\.\d+)?|\.\d+)(e\+?\d+)?$/i.test(text) ? Number(text) : NaN;
    if (Number.isFinite(value)) return value;
    throw errors.badBudget(option, text, 'a number from 0 on, such as 5e9');
  };
}
