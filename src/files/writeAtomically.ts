import { open, realpath, rename, rm, stat } from 'node:fs/promises';

let writes = 0;

/**
 * Writes a file so that it is always whole: the old content or the new, also when the disk fills up or the power
 * goes. A link stays a link, and permissions stay as they are.
 *
 * write-file-atomic is not used: it writes once and takes a short write for a whole one, so that a disk that fills
 * up in the middle left a truncated file in the place of the old one, and no error.
 * @throws the error of the file system; the old content is then untouched
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = (await stat(target).catch(() => null))?.mode;
  const temporary = `${target}.${process.pid}-${++writes}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
