import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Whether an output is there and no input changed after it was written.
 * @param {string} output a file
 * @param {string[]} inputs files and folders; one that does not exist counts as unchanged
 */
export function isFresh(output, inputs) {
  const written = modified(output);
  return written !== undefined && inputs.every((input) => newest(input) <= written);
}

/**
 * The newest modification time below a path, in ms since 1970; folders count too, so that a removal is noticed.
 * @param {string} file
 * @returns {number}
 */
function newest(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(file).reduce(
    (time, name) => Math.max(time, newest(path.join(file, name))),
    stats.mtimeMs,
  );
}

/** @param {string} file */
const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
