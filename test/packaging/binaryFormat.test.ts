import { expect, test } from 'vitest';
import { binaryPlatform, headerOf } from '../../scripts/support/binaryFormat.mjs';

/** 128 bytes of nothing but the given numbers. */
function header(...parts: [at: number, bytes: number[]][]): Buffer {
  const bytes = Buffer.alloc(128);
  for (const [at, values] of parts) bytes.set(values, at);
  return bytes;
}

const elf = (machine: number): Buffer => header([0, [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]], [18, [machine, 0]]);
const machO = (cpu: number): Buffer => header([0, [0xcf, 0xfa, 0xed, 0xfe, cpu, 0, 0, 1]]);
const pe = (machine: [number, number]): Buffer =>
  header([0, [0x4d, 0x5a]], [60, [80]], [80, [0x50, 0x45, 0, 0, ...machine]]);

test.each([
  ['ELF of x64', elf(0x3e), { system: 'linux', arch: 'x64' }],
  ['ELF of arm64', elf(0xb7), { system: 'linux', arch: 'arm64' }],
  ['ELF of RISC-V', elf(0xf3), { system: 'linux', arch: 'unknown' }],
  ['Mach-O of x64', machO(7), { system: 'darwin', arch: 'x64' }],
  ['Mach-O of arm64', machO(12), { system: 'darwin', arch: 'arm64' }],
  ['PE of x64', pe([0x64, 0x86]), { system: 'win32', arch: 'x64' }],
  ['PE of arm64', pe([0x64, 0xaa]), { system: 'win32', arch: 'arm64' }],
] as const)('the header of an %s says what it runs on', (_, bytes, platform) => {
  expect(binaryPlatform(bytes)).toEqual(platform);
});

test('what is no native code has no platform', () => {
  expect(binaryPlatform(Buffer.from('#!/bin/sh\nexec true # more than twenty bytes'))).toBeNull();
  expect(binaryPlatform(Buffer.from('MZ'))).toBeNull();
  // A PE header that is said to lie behind the end of what was read.
  expect(binaryPlatform(header([0, [0x4d, 0x5a]], [60, [0xff, 0xff]]))).toBeNull();
});

test('the Node.js that runs this test is of its own platform', () => {
  expect(binaryPlatform(headerOf(process.execPath))).toEqual({
    system: process.platform,
    arch: process.arch,
  });
});
