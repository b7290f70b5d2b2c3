import { closeSync, openSync, readSync } from 'node:fs';

/** @typedef {{ system: 'linux' | 'darwin' | 'win32', arch: string }} Platform */

const elfMachines = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
  [0x28, 'arm'],
]);
const machCpus = new Map([
  [0x0100_0007, 'x64'],
  [0x0100_000c, 'arm64'],
]);
const peMachines = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);

/** All that the three headers take, wherever a PE file puts its own. */
const HEADER_BYTES = 4096;

/**
 * What a file's header says that it runs on: ELF (`e_machine`), thin Mach-O (`cputype`), PE (`Machine`). A processor that
 * none of our platforms has is `unknown`.
 * @param {Buffer} bytes the file's beginning
 * @returns {Platform | null} null: no native code
 */
export function binaryPlatform(bytes) {
  if (bytes.length < 20) return null;
  if (bytes.readUInt32BE(0) === 0x7f45_4c46)
    return { system: 'linux', arch: elfMachines.get(bytes.readUInt16LE(18)) ?? 'unknown' };
  if (bytes.readUInt32LE(0) === 0xfeed_facf)
    return { system: 'darwin', arch: machCpus.get(bytes.readUInt32LE(4)) ?? 'unknown' };
  // Several architectures in one file: none of our packages is made so.
  if (bytes.readUInt32BE(0) === 0xcafe_babe) return { system: 'darwin', arch: 'unknown' };
  if (bytes.toString('latin1', 0, 2) !== 'MZ' || bytes.length < 64) return null;
  const at = bytes.readUInt32LE(60);
  if (at + 6 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
  return { system: 'win32', arch: peMachines.get(bytes.readUInt16LE(at + 4)) ?? 'unknown' };
}

/** The beginning of a file. @param {string} file */
export function headerOf(file) {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(handle);
  }
}
