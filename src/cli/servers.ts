/** Models behind an address, for the command line: the key comes from the environment, never from an argument. */
import { exposedWarning, isExposed, originOf, parseServerAddress } from '../core/serverAddress';
import type { LocalTokenizer } from '../engines/server/localTokenizer';
import { openServerEngine, type ServerEngine } from '../engines/server/serverEngine';
import { errorLine } from './exit';
import type { StatusLine } from './streams';

/** Arguments are seen by everyone on the machine (`ps`), and kept by shells. */
const KEY_VARIABLE = 'WAITPOINT_API_KEY';

/** Warned of already: a run may ask for its model and its scorer at one address. */
const warned = new Set<string>();

/**
 * @param timeoutSeconds longest silence of the server
 * @param openTokenizer opens the tokenizer of its model; undefined: it tokenizes itself
 */
export async function openServer(
  text: string,
  timeoutSeconds: number,
  status: StatusLine,
  openTokenizer: (() => Promise<LocalTokenizer>) | undefined,
): Promise<ServerEngine> {
  const { addresses, model } = parseServerAddress(text);
  const tell = (message: string): void => {
    status.clear();
    process.stderr.write(errorLine(message));
  };
  for (const address of addresses) {
    if (!isExposed(address) || warned.has(originOf(address))) continue;
    warned.add(originOf(address));
    tell(exposedWarning(address));
  }
  return openServerEngine({
    ...{ addresses, model, timeoutMs: timeoutSeconds * 1000 },
    keyOf: () => process.env[KEY_VARIABLE] || null,
    log: (_, message) => tell(message),
    openTokenizer,
  });
}
