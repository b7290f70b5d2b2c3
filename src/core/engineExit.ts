/** How an engine process ended, and what that tells. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderrTail: string;
}

/** "The engine process ended (code 1).", and what to do where memory is likely to have run out. */
export function exitMessage({ code, signal }: Pick<EngineExit, 'code' | 'signal'>): string {
  const how = signal !== null ? `signal ${signal}` : `code ${code ?? 'unknown'}`;
  const memory =
    signal === 'SIGKILL'
      ? ' The system ends processes so when memory runs out: a smaller model, a lower maximum of thinking tokens or a smaller KV cache takes less.'
      : '';
  return `The engine process ended (${how}).${memory}`;
}
