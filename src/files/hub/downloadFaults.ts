/** Why a download broke off, in words. */

const FILE_ERRORS = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EISDIR',
  'ENOTDIR',
]);

/** It was the disk, not the network. */
export function isFileError(error: unknown): boolean {
  return FILE_ERRORS.has((error as NodeJS.ErrnoException).code ?? '');
}

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the hub is not found: this machine may be offline',
  EAI_AGAIN: 'the hub is not found: this machine may be offline',
  ECONNREFUSED: 'the hub refuses the connection',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no way to the hub',
  ETIMEDOUT: 'the hub does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the hub does not answer',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
};

/** Nothing of what was sent is in it. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = (error.cause ?? error) as { code?: string; message?: string };
  if (error.message === 'terminated') return 'the connection was cut';
  return NETWORK_REASONS[cause.code ?? ''] ?? cause.message ?? error.message;
}
