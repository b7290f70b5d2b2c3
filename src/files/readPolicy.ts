/** The policy that the strategy and the method `auto` go by. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errors, messageOf, quote } from '../core/errors';
import { parsePolicy } from '../core/search/policy';
import type { AutoOptions } from '../core/search/strategies/auto';
import { reasonOf } from './journalFile';

/**
 * @param compute most that a question may cost, in the policy's unit; default: what the policy says
 * @throws WaitpointError `badInput`
 */
export async function readPolicy(path: string, compute?: number): Promise<AutoOptions> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw errors.badInput(`The policy ${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw errors.badInput(`${quote(path, 200)} is no policy: ${messageOf(error)}.`);
  }
  const policy = parsePolicy(value, path);
  return { policy, compute: compute ?? policy.compute, name: basename(path) };
}
