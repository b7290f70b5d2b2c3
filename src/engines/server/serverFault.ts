import { WaitpointError } from '../../core/errors';

/**
 * `busy`: it asks to come again later, or nobody listens there; `broken`: the connection ended in the middle;
 * `silent`: nothing came for too long; `refused`: it will not, however often it is asked.
 */
export type FaultKind = 'busy' | 'broken' | 'silent' | 'refused';

/** What a server did wrong, in words that hold no key. */
export class ServerFault extends WaitpointError {
  constructor(
    readonly kind: FaultKind,
    readonly address: string,
    what: string,
    /** How long the server asks to be left alone; null: it says nothing. */
    readonly retryAfterMs: number | null = null,
    /** `unknownKind`: it is asked in a way that needs the tokenizer of its model here. */
    readonly reason: 'unknownKind' | null = null,
  ) {
    super('engineFailed', `The server ${address} ${what}`);
  }
}
