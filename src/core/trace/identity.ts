import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Engine } from '../engine';
import type { ModelIdentity, Trace } from './trace';

/**
 * What a trace is called by its forks and annotations: a hash of what was asked and what was said. Scores, steps,
 * probes and times are not in it: they may be found again, and the trace stays the same.
 * @returns sha256, 64 hex digits
 */
export function traceIdentity({ question, model, prompt, tokens, imported }: Trace): string {
  const { id, text, provenance } = tokens;
  const said = [question.text, model && modelKey(model), prompt?.ids ?? null, id, text, provenance, imported];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(said))));
}

/** What tells a model from others: the hash of its file, or its name where a server does not show that. */
export function modelKey({ sha256: hash, file }: Pick<ModelIdentity, 'sha256' | 'file'>): string {
  return hash ?? `server ${file}`;
}

export function isSameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  return modelKey(one) === modelKey(other);
}

/** Whether the tokens of a trace are those of this model, so that their ids mean to it what they say. */
export function isReadBy({ model, prompt, tokens }: Trace, { info }: Pick<Engine, 'info'>): boolean {
  const known = (id: number): boolean => id < info.vocabularySize;
  return (
    prompt !== null &&
    model !== null &&
    isSameModel(model, info.identity) &&
    tokens.id.every(known) &&
    prompt.ids.every(known)
  );
}
