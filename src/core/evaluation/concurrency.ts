/** How many questions of an evaluation run at once: servers batch what comes together, a process here does not. */
import { errors } from '../errors';
import { isServerAddress, parseServerAddress } from '../serverAddress';

/** Keeps one server busy between two answers, and floods none. */
const QUESTIONS_PER_SERVER = 4;
/** Each holds a connection and a trace in memory. */
export const MOST_CONCURRENCY = 1024;

/**
 * @param scorer a path, an address, or 'none'
 * @param asked undefined: what suits the models
 * @throws WaitpointError `badInput` where several at once need servers
 */
export function concurrencyFor(model: string, scorer: string, asked?: number): number {
  const onServers = isServerAddress(model) && (scorer === 'none' || isServerAddress(scorer));
  if (!onServers) {
    if (asked === undefined || asked === 1) return 1;
    throw errors.badInput(
      'Several questions at once need a model on a server, and its scorer, if any, on one too: a model file is evaluated one question after the other.',
    );
  }
  return asked ?? QUESTIONS_PER_SERVER * parseServerAddress(model).addresses.length;
}
