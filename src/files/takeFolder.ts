import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../core/errors';
import { FileLock } from './fileLock';
import { reasonOf } from './journalFile';

/**
 * Makes a folder, and makes sure that nobody else writes there.
 * @param file whose lock it is
 * @throws WaitpointError `writeFailed`, or `badInput` naming the process that writes there
 */
export async function takeFolder(path: string, file: string): Promise<FileLock> {
  if (path === '') throw errors.badInput('--out is empty. Give it the path of a folder.');
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    const isFile = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw errors.writeFailed(path, isFile ? 'it is a file, not a folder' : reasonOf(error));
  });
  return FileLock.take(join(path, file));
}
