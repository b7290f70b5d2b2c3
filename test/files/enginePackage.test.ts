import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { c as makeTar } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  enginePackagePlace,
  fetchEnginePackage,
  hasEnginePackage,
  removeEnginePackage,
  type FetchOptions,
} from '../../src/files/enginePackage';

const NAME = 'linux-x64-cuda';
const VERSION = '3.22.1';
const MANIFEST = { name: `@node-llama-cpp/${NAME}`, version: VERSION };

let root: string;
let folder: string;
let registry: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];
let close: () => Promise<void>;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'waitpoint-engine-package-'));
  folder = path.join(root, 'engine', VERSION);
  ranges = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    if (request.url !== `/@node-llama-cpp/${NAME}/-/${NAME}-${VERSION}.tgz`) response.writeHead(404).end();
    else answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});
afterEach(async () => {
  await close();
  await rm(root, { recursive: true, force: true });
});

/** A tarball as npm makes them: everything below `package/`. */
async function tarball(
  change: (folder: string) => Promise<void> = async () => {},
  manifest: object = MANIFEST,
) {
  const source = path.join(root, 'source', 'package');
  await mkdir(path.join(source, 'bins'), { recursive: true });
  await writeFile(path.join(source, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(source, 'bins', 'llama-addon.node'), 'x'.repeat(100_000));
  await change(source);
  const file = path.join(root, 'package.tgz');
  await makeTar({ file, cwd: path.dirname(source), gzip: true }, ['package']);
  return readFile(file);
}

const hashOf = (bytes: Buffer): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
const wanted = (bytes: Buffer) => ({ name: NAME, version: VERSION, integrity: hashOf(bytes) });
const options = (more: Partial<FetchOptions> = {}): FetchOptions => ({
  ...{ registry, folder, signal: new AbortController().signal, onProgress: () => {}, ...more },
});
const serve = (bytes: Buffer): void => {
  answer = (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
};
/** What lies about beside packages that are whole. */
const leftOvers = (): Promise<string[]> => readdir(path.join(folder, 'partial'));

test('a package is fetched, unpacked and there; nothing else is left, and a second time costs no request', async () => {
  const bytes = await tarball();
  serve(bytes);
  const seen: [number, number | null][] = [];
  expect(await hasEnginePackage(folder, NAME)).toBe(false);
  const onProgress = (received: number, total: number | null): number => seen.push([received, total]);
  expect(await fetchEnginePackage(wanted(bytes), options({ onProgress }))).toBe(true);
  const place = enginePackagePlace(folder, NAME);
  expect(place).toBe(path.join(folder, 'node_modules/@node-llama-cpp/linux-x64-cuda'));
  expect(JSON.parse(await readFile(path.join(place, 'package.json'), 'utf8'))).toEqual(MANIFEST);
  expect(await readFile(path.join(place, 'bins/llama-addon.node'), 'utf8')).toHaveLength(100_000);
  expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
  expect(await leftOvers()).toEqual([]);
  expect(await fetchEnginePackage(wanted(bytes), options())).toBe(true);
  expect(ranges).toHaveLength(1);
  await removeEnginePackage(folder, NAME);
  expect(await hasEnginePackage(folder, NAME)).toBe(false);
});

test('another file than the one that was compiled in is refused and deleted', async () => {
  const bytes = await tarball();
  serve(Buffer.concat([bytes, Buffer.from('!')]));
  await expect(fetchEnginePackage(wanted(bytes), options())).rejects.toThrow(
    /linux-x64-cuda" cannot be had: what the registry sent is not the package that Waitpoint was built with/,
  );
  expect(await leftOvers()).toEqual([]);
  expect(await hasEnginePackage(folder, NAME)).toBe(false);
  // The next try begins anew, and finds the right one.
  serve(bytes);
  expect(await fetchEnginePackage(wanted(bytes), options())).toBe(true);
  expect(ranges).toEqual([undefined, undefined]);
});

test('a connection that is cut is gone on with', async () => {
  const bytes = await tarball();
  let cut = (): void => {};
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 200));
    cut = () => response.destroy();
  };
  const onProgress = (): void => cut();
  await expect(fetchEnginePackage(wanted(bytes), options({ onProgress }))).rejects.toThrow(
    /what was received is kept/,
  );
  expect(await leftOvers()).toEqual([`${NAME}.tgz`]);
  answer = (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    response
      .writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` })
      .end(bytes.subarray(from));
  };
  expect(await fetchEnginePackage(wanted(bytes), options())).toBe(true);
  expect(ranges).toEqual([undefined, 'bytes=200-']);
});

test('a registry that knows no ranges, or sends another one, does not spoil the file', async () => {
  const bytes = await tarball();
  const partial = path.join(folder, 'partial');
  await mkdir(partial, { recursive: true });
  await writeFile(path.join(partial, `${NAME}.tgz`), bytes.subarray(0, 200));
  serve(bytes);
  expect(await fetchEnginePackage(wanted(bytes), options())).toBe(true);
  expect(ranges).toEqual(['bytes=200-']);
});

test('cancelling keeps what was received, and nothing is in place', async () => {
  const bytes = await tarball();
  const controller = new AbortController();
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 200));
  };
  const onProgress = (): void => controller.abort();
  const cancelled = options({ signal: controller.signal, onProgress });
  expect(await fetchEnginePackage(wanted(bytes), cancelled)).toBe(false);
  expect(await hasEnginePackage(folder, NAME)).toBe(false);
  expect(await leftOvers()).toEqual([`${NAME}.tgz`]);
});

test('a registry that falls silent is left', async () => {
  const bytes = await tarball();
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 200));
  };
  await expect(fetchEnginePackage(wanted(bytes), options({ silenceMs: 100 }))).rejects.toThrow(
    /nothing came for 0.1 seconds/,
  );
});

test('offline it says which address did not answer', async () => {
  const bytes = await tarball();
  await expect(
    fetchEnginePackage(wanted(bytes), options({ registry: 'http://127.0.0.1:1' })),
  ).rejects.toThrow(/http:\/\/127\.0\.0\.1:1\/@node-llama-cpp\/.*Check the connection and try again/);
});

test.each([
  [404, /the registry has no version 3\.22\.1 of it/],
  [401, /the registry asks who you are/],
  [429, /status 429. Try again later/],
  [500, /status 500. Try again later/],
])('status %i of a registry says what to do', async (status, message) => {
  const bytes = await tarball();
  answer = (_, response) => response.writeHead(status).end('<html>no</html>');
  await expect(fetchEnginePackage(wanted(bytes), options())).rejects.toThrow(message);
  expect(await leftOvers()).toEqual([]);
});

test('a disk without room is told of before anything is fetched', async () => {
  const bytes = await tarball();
  answer = (_, response) => {
    // Says that it is as large as no disk.
    response.writeHead(200, { 'content-length': 1e17 });
    response.write('x');
  };
  await expect(fetchEnginePackage(wanted(bytes), options())).rejects.toThrow(
    /it needs 400000000000 MB on the disk of .* are free\. Make room/,
  );
});

describe('a tarball whose hash is right is not trusted all the same:', () => {
  test('a link in it is refused', async () => {
    const bytes = await tarball((source) => symlink('/etc/passwd', path.join(source, 'bins', 'link')));
    serve(bytes);
    await expect(fetchEnginePackage(wanted(bytes), options())).rejects.toThrow(
      /"package\/bins\/link" is neither a file nor a folder/,
    );
    expect(await hasEnginePackage(folder, NAME)).toBe(false);
    expect(await leftOvers()).toEqual([]);
  });

  test('a path out of it is refused', async () => {
    await tarball();
    const file = path.join(root, 'package.tgz');
    await writeFile(path.join(root, 'outside'), 'outside');
    // What lies beside the source is packed under its real, relative path.
    const cwd = path.join(root, 'source', 'package', 'bins');
    await makeTar({ file, cwd, gzip: true, preservePaths: true }, ['../../../outside']);
    const bytes = await readFile(file);
    serve(bytes);
    await expect(fetchEnginePackage(wanted(bytes), options())).rejects.toThrow(/cannot be unpacked/);
    expect((await readdir(path.join(folder))).sort()).toEqual(['partial']);
  });

  test('another package than the one it is for is refused', async () => {
    const bytes = await tarball(undefined, { ...MANIFEST, version: '3.21.1' });
    serve(bytes);
    await expect(fetchEnginePackage(wanted(bytes), options())).rejects.toThrow(
      /it says that it is @node-llama-cpp\/linux-x64-cuda@3\.21\.1/,
    );
  });
});
