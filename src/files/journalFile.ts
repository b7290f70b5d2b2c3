import { open } from 'node:fs/promises';
import { errors } from '../core/errors';
import type { JournalSink } from '../core/trace/journal';

/** Opens a journal file, new and empty. @throws WaitpointError `writeFailed` */
export async function openJournalFile(path: string): Promise<JournalSink> {
  const fail = (error: unknown): never => {
    throw errors.writeFailed(path, reasonOf(error));
  };
  const file = await open(path, 'w').catch(fail);
  return {
    write: async (text) => {
      await file.appendFile(text).catch(fail);
    },
    close: () => file.close(),
  };
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EFBIG: 'the file would be larger than allowed',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder does not exist',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
};

/** The reason of a file system error in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return (
    (typeof code === 'string' && REASONS[code]) || (error instanceof Error ? error.message : String(error))
  );
}
