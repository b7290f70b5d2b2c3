/**
 * Fetches one of node-llama-cpp's binary packages from an npm registry: exactly the file whose hash was compiled in, or
 * nothing. It is there whole or not at all, as it is moved in place last; what was received of it is kept for the next try.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { x as untar } from 'tar';
import { errors, messageOf, quote, WaitpointError } from '../core/errors';
import { FileLock } from './fileLock';
import { freeBytesOf } from './freeBytes';
import { isRestFrom } from './isRestFrom';
import { Stall } from './stall';

export interface EnginePackage {
  /** Without its scope: `linux-x64-cuda`. */
  readonly name: string;
  readonly version: string;
  /** As npm writes it: `sha512-…`. */
  readonly integrity: string;
}

export interface FetchOptions {
  /** Of npm: `https://registry.npmjs.org`. */
  readonly registry: string;
  /** Where packages of this version lie: in `node_modules/@node-llama-cpp` below it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** @param total bytes; null where the registry does not say */
  readonly onProgress: (received: number, total: number | null) => void;
  /** Longest silence of the registry; default a minute. */
  readonly silenceMs?: number;
}

const SCOPE = '@node-llama-cpp';

/** Binaries shrink to a third at best (linux-x64-vulkan: 71 MB to 24 MB); room for packed and unpacked is needed. */
const UNPACKED_RATIO = 3;

/** Where a package lies once it is there. */
export function enginePackagePlace(folder: string, name: string): string {
  return path.join(folder, 'node_modules', SCOPE, name);
}

export async function hasEnginePackage(folder: string, name: string): Promise<boolean> {
  return access(path.join(enginePackagePlace(folder, name), 'package.json')).then(
    () => true,
    () => false,
  );
}

/**
 * @returns false when `signal` fired first; what was received stays
 * @throws WaitpointError `engineFailed` with what to do; nothing half fetched is left in place
 */
export async function fetchEnginePackage(wanted: EnginePackage, options: FetchOptions): Promise<boolean> {
  const { folder, signal } = options;
  if (await hasEnginePackage(folder, wanted.name)) return true;
  const work = path.join(folder, 'partial');
  await mkdir(work, { recursive: true });
  const archive = path.join(work, `${wanted.name}.tgz`);
  // Two windows must not write one file.
  const lock = FileLock.take(archive);
  try {
    await download(wanted, archive, options);
    await check(wanted, archive);
    await unpack(wanted, archive, folder);
    await rm(archive, { force: true });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lock.release();
  }
}

export async function removeEnginePackage(folder: string, name: string): Promise<void> {
  await rm(enginePackagePlace(folder, name), { recursive: true, force: true });
}

async function download(wanted: EnginePackage, archive: string, options: FetchOptions): Promise<void> {
  const { registry } = options;
  const url = `${registry.replace(/\/+$/, '')}/${SCOPE}/${wanted.name}/-/${wanted.name}-${wanted.version}.tgz`;
  const kept = await stat(archive).then(
    ({ size }) => size,
    () => 0,
  );
  const stall = new Stall(options.signal, options.silenceMs);
  try {
    const { signal } = stall;
    const response = await fetch(url, { signal, headers: kept > 0 ? { range: `bytes=${kept}-` } : {} });
    // All of it is there already, or more than there is: the hash tells.
    if (response.status === 416) return;
    if (!response.ok || !response.body) throw refused(wanted, url, response.status);
    const goesOn = isRestFrom(response, kept);
    const before = goesOn ? kept : 0;
    const length = Number(response.headers.get('content-length')) || null;
    const total = length === null ? null : before + length;
    if (total !== null) await checkRoom(wanted, archive, total - before + total * UNPACKED_RATIO);
    const file = await open(archive, goesOn ? 'a' : 'w');
    try {
      let received = before;
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        stall.heard();
        await file.writeFile(chunk);
        options.onProgress((received += chunk.byteLength), total);
      }
      if (total !== null && received < total) throw new Error('the connection was closed too early');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (options.signal.aborted || error instanceof WaitpointError) throw error;
    throw errors.enginePackage(
      wanted.name,
      `${url}: ${innermost(error)}`,
      'Check the connection and try again: what was received is kept.',
    );
  } finally {
    stall.end();
  }
}

function refused({ name, version }: EnginePackage, url: string, status: number): WaitpointError {
  const what =
    status === 404
      ? `the registry has no version ${version} of it`
      : status === 401 || status === 403
        ? 'the registry asks who you are, and Waitpoint has no key for it'
        : `the registry answered with status ${status}`;
  const advice =
    status === 429 || status >= 500
      ? 'Try again later: what was received is kept.'
      : 'Choose another registry with npm (npm config set registry …) and try again.';
  return errors.enginePackage(name, `${url}: ${what}`, advice);
}

async function checkRoom(wanted: EnginePackage, archive: string, needed: number): Promise<void> {
  const free = await freeBytesOf(path.dirname(archive));
  if (free >= needed) return;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  throw errors.enginePackage(
    wanted.name,
    `it needs ${megabytes(needed)} on the disk of ${path.dirname(archive)}, and ${megabytes(free)} are free`,
    'Make room and try again.',
  );
}

/** Another file than the one this version was tested with goes at once: the next try begins anew. */
async function check(wanted: EnginePackage, archive: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === wanted.integrity) return;
  await rm(archive, { force: true });
  throw errors.enginePackage(
    wanted.name,
    `what the registry sent is not the package that Waitpoint was built with (${found})`,
    'It was deleted. Try again; if it happens again, this registry is not to be trusted with it.',
  );
}

/** The files of the package alone: a link or a path that leads out of it is refused, whoever has made the hash match. */
async function unpack(wanted: EnginePackage, archive: string, folder: string): Promise<void> {
  const unpacked = path.join(folder, 'partial', `${wanted.name}-${randomUUID()}`);
  await mkdir(unpacked, { recursive: true });
  try {
    let odd: string | null = null;
    await untar({
      ...{ file: archive, cwd: unpacked, strip: 1, strict: true },
      // An error thrown in here would be nobody's.
      filter: (name, entry) => {
        const isPlain = 'type' in entry && (entry.type === 'File' || entry.type === 'Directory');
        if (!isPlain) odd ??= name;
        return isPlain;
      },
    });
    if (odd !== null) throw new Error(`${quote(odd)} is neither a file nor a folder`);
    const manifest: unknown = JSON.parse(await readFile(path.join(unpacked, 'package.json'), 'utf8'));
    const { name, version } = manifest as { name?: unknown; version?: unknown };
    if (name !== `${SCOPE}/${wanted.name}` || version !== wanted.version)
      throw new Error(`it says that it is ${String(name)}@${String(version)}`);
    const place = enginePackagePlace(folder, wanted.name);
    await mkdir(path.dirname(place), { recursive: true });
    await rename(unpacked, place);
  } catch (error) {
    await rm(unpacked, { recursive: true, force: true });
    await rm(archive, { force: true });
    throw errors.enginePackage(
      wanted.name,
      `it cannot be unpacked: ${messageOf(error)}`,
      'It was deleted. Make sure that there is room on the disk, and try again.',
    );
  }
}

/** fetch says "fetch failed"; why is in its cause. */
function innermost(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? innermost(error.cause) : messageOf(error);
}
