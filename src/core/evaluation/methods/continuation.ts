import { errors, quote } from '../../errors';
import { forcedCell } from './budgetForcing';
import type { Method } from './method';

const PREFIX = 'continuation:';

/** The strings that s1 compares (table 4); `none` refuses the end and puts nothing there. */
export const ABLATION = ['none', 'Alternatively', 'Hmm', 'Wait'].map((text) => `${PREFIX}${text}`);

/**
 * Budget forcing with another continuation string: `continuation:Hmm`; every budget × waits above 0.
 * @returns null for a name that is no such method
 */
export function continuation(name: string): Method | null {
  if (!name.startsWith(PREFIX) || name === PREFIX) return null;
  const text = name.slice(PREFIX.length);
  return {
    name,
    plan: ({ budgets, waits, request }) => {
      const refused = waits.filter((count) => count > 0);
      if (refused.length === 0)
        throw errors.badInput(`${quote(name)} needs a number of waits above 0: without, nothing is put in.`);
      const own = { ...request, continuation: text === 'none' ? [] : [text] };
      return budgets.flatMap((max) => refused.map((count) => forcedCell(name, '', max, count, own)));
    },
  };
}
