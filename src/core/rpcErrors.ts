/** Errors cross a process or frame border as plain data: structured clones lose the code of an Error. */
import { asWaitpointError, WaitpointError, type ErrorCode } from './errors';

interface RpcReply {
  e?: unknown;
}

interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** For birpc's `serialize`. */
export function errorsToPlain(message: unknown): unknown {
  const reply = message as RpcReply;
  if (reply.e === undefined) return message;
  const { code, message: text } = asWaitpointError(reply.e);
  return { ...reply, e: { code, message: text } satisfies PlainError };
}

/** For birpc's `deserialize`. */
export function errorsFromPlain(message: unknown): unknown {
  const reply = message as RpcReply;
  if (reply.e === undefined) return message;
  const { code, message: text } = reply.e as PlainError;
  return { ...reply, e: new WaitpointError(code, text) };
}
