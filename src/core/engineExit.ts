/** How an engine process ended, and what that tells. */
import { l10n } from './l10n';

export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderrTail: string;
}

/** "The engine process ended (code 1).", and what to do where memory is likely to have run out. */
export function exitMessage({ code, signal }: Pick<EngineExit, 'code' | 'signal'>): string {
  const how = signal !== null ? l10n.t('signal {0}', signal) : l10n.t('code {0}', code ?? l10n.t('unknown'));
  if (signal !== 'SIGKILL') return l10n.t('The engine process ended ({0}).', how);
  return l10n.t(
    'The engine process ended ({0}). The system ends processes so when memory runs out: a smaller model, a lower maximum of thinking tokens or a smaller KV cache takes less.',
    how,
  );
}
