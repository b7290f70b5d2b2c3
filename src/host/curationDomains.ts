/** Gives domains to questions that have none, by a model, in a file that the configuration names. */
import { readFile } from 'node:fs/promises';
import { openDomainAsker } from '../core/curate/domainPrompt';
import { errors } from '../core/errors';
import { l10n } from '../core/l10n';
import type { PoolQuestion } from '../files/curateSession';
import { saveText } from '../files/saveTrace';
import type { EngineService } from './engineService';

export interface DomainOrder {
  readonly questions: readonly PoolQuestion[];
  /** The known domains. */
  readonly names: readonly string[];
  readonly modelPath: string;
  /** Lines are added to what it holds. */
  readonly file: string;
}

/**
 * Asks question by question. What a cancelled one has by then is kept.
 * @returns how many questions have a domain now
 * @throws WaitpointError what the engine says, `writeFailed`
 */
export async function assignDomains(
  { questions, names, modelPath, file }: DomainOrder,
  engine: EngineService,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<number> {
  const lease = await engine.lend(modelPath, 'none', signal);
  if (!lease) return 0;
  const lines: string[] = [];
  try {
    const { policy } = lease;
    const model = policy.info.identity.name;
    const asker = await openDomainAsker(policy, names, (size) => policy.openSequence(size));
    for (const { key, question } of questions) {
      const domain = await asker.ask(question, signal);
      if (domain === null) break;
      lines.push(JSON.stringify({ key, domain, by: model }));
      onProgress(lines.length);
    }
  } finally {
    lease.release();
    if (lines.length > 0) await saveText(file, `${await before(file)}${lines.join('\n')}\n`);
  }
  return lines.length;
}

/** What the file holds, a whole line at its end. */
async function before(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw errors.badInput(l10n.t('{0} cannot be read, so nothing is added to it.', file));
  });
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
