/** Downloads a model from a hub: resumed, checked, and never half a model under its name. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors, WaitpointError } from '../../core/errors';
import { chooseHubFiles } from '../../core/models/chooseHubFiles';
import { isSafePath, type HubAddress } from '../../core/models/hubAddress';
import { sizeText } from '../../core/models/sizeText';
import { FileLock } from '../fileLock';
import { freeBytesOf } from '../freeBytes';
import { isRestFrom } from '../isRestFrom';
import { reasonOf } from '../journalFile';
import { Stall } from '../stall';
import { isFileError, networkReason } from './downloadFaults';
import { HubBusy, HubClient, type HubFile, type HubOptions } from './hubClient';
import { PartFile, partBytes } from './partFile';

export interface DownloadProgress {
  readonly receivedBytes: number;
  /** Of all files; 0: not known yet. */
  readonly totalBytes: number;
  /** What it does other than receive: "waiting …"; null: it receives. */
  readonly note: string | null;
}

export interface DownloadOptions extends HubOptions {
  readonly address: HubAddress;
  /** Models go into folders in it: `OWNER/REPOSITORY/FILE`. */
  readonly folder: string;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Waits, for tests. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Bytes that may be written to a folder, for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** A connection without a byte for so long is given up. Default: a minute. */
  readonly stallMs?: number;
}

export interface DownloadedModel {
  /** Of the file to load: the first part of a split model. */
  readonly path: string;
  readonly sizeBytes: number;
  /** False: everything was there. */
  readonly isNew: boolean;
}

/** Tries without a single new byte, after which it is given up. What is there stays for the next time. */
const MOST_TRIES = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Who asks to wait longer is asked again by hand. */
const LONGEST_ASKED_WAIT_MS = 5 * 60_000;
/** A disk that is filled to its last byte hurts everything else on it. */
const SPARE_BYTES = 100_000_000;

/**
 * @throws WaitpointError `badInput`, `accessDenied`, `downloadFailed`, `writeFailed`; the reason of `signal` when it
 *   fires. What was received stays, and the next call goes on with it.
 */
export async function downloadModel(options: DownloadOptions): Promise<DownloadedModel> {
  try {
    return await download(options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    throw told(error, options.folder);
  }
}

async function download(options: DownloadOptions): Promise<DownloadedModel> {
  const { address } = options;
  const { repository, revision } = address;
  const hub = new HubClient(options);
  const total = { receivedBytes: 0, totalBytes: 0 };
  const tell = (note: string | null): void => options.onProgress({ ...total, note });
  tell('asking the hub');
  const asking = <T>(call: () => Promise<T>): Promise<T> => persistently(options, tell, () => false, call);
  const listed = address.file === null ? await asking(() => hub.list(repository, revision)) : [];
  const paths = chooseHubFiles(address, listed);
  const files: HubFile[] = [];
  for (const path of paths)
    files.push(await asking(() => hub.look(repository, files[0]?.commit ?? revision, path)));
  const targets = files.map(({ path }) => targetOf(options.folder, repository, path));
  const [first] = targets;
  if (first === undefined) throw errors.downloadFailed(`${repository} has nothing to download.`);
  total.totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const missing = await whatIsMissing(files, targets);
  const done = { path: first, sizeBytes: total.totalBytes };
  if (missing.length === 0) return { ...done, isNew: false };

  await mustFit(options, missing);
  const lock = FileLock.take(first);
  try {
    total.receivedBytes = total.totalBytes - missing.reduce((sum, { left }) => sum + left, 0);
    for (const { file, target } of missing) {
      const start = total.receivedBytes - Math.min(await partBytes(target), file.sizeBytes);
      const received = (length: number): void => {
        total.receivedBytes = start + length;
        tell(null);
      };
      await receive({ hub, options, file, target, tell, received });
      total.receivedBytes = start + file.sizeBytes;
    }
    tell(null);
    return { ...done, isNew: true };
  } finally {
    lock.release();
  }
}

interface Receiving {
  readonly hub: HubClient;
  readonly options: DownloadOptions;
  readonly file: HubFile;
  readonly target: string;
  readonly tell: (note: string | null) => void;
  /** Told how many bytes of the file are there. */
  readonly received: (length: number) => void;
}

async function receive({ hub, options, file, target, tell, received }: Receiving): Promise<void> {
  const { repository } = options.address;
  if ((await partBytes(target)) > 0) tell('checking what is there');
  const part = await PartFile.open(target, file, options.signal);
  try {
    let before = part.length;
    const brought = (): boolean => {
      const isMore = part.length > before;
      before = part.length;
      return isMore;
    };
    await persistently(options, tell, brought, async () => {
      if (part.length === file.sizeBytes) return;
      const stall = new Stall(options.signal, options.stallMs);
      try {
        const rest: Record<string, string> =
          part.length === 0
            ? {}
            : { range: `bytes=${part.length}-`, ...(part.etag !== null && { 'if-range': part.etag }) };
        const url = hub.addressOf(repository, file.commit, file.path);
        const response = await hub.content(url, rest, { repository, path: file.path, signal: stall.signal });
        await take(response, part, file, stall, received);
      } finally {
        stall.end();
      }
      if (part.length < file.sizeBytes) throw new Error('the connection was closed too early');
    });
  } catch (error) {
    await part.close();
    throw error;
  }
  tell('checking');
  await part.finish();
}

async function take(
  response: Response,
  part: PartFile,
  file: HubFile,
  stall: Stall,
  received: (length: number) => void,
): Promise<void> {
  const isRest = isRestFrom(response, part.length);
  if (!isRest && part.length > 0) await part.restart();
  if (response.status === 416 || (response.status === 206 && !isRest)) {
    await response.body?.cancel();
    throw new Error('the hub gave another part than asked for');
  }
  const etag = response.headers.get('etag');
  // Weak ones do not promise the same bytes.
  const strong = etag !== null && !etag.startsWith('W/') ? etag : null;
  if (strong !== part.etag) await part.keepState(strong);
  if (!response.body) throw new Error('the hub answered without content');
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    stall.heard();
    if (part.length + chunk.length > file.sizeBytes) {
      await part.restart();
      throw errors.downloadFailed(
        `${JSON.stringify(file.path)} is longer than the ${sizeText(file.sizeBytes)} that the hub said. Download it again.`,
      );
    }
    await part.write(chunk);
    received(part.length);
  }
}

/**
 * Tries again what may work later: cut connections, and a hub that is busy.
 * @param brought whether the last try did some good: then it is none of those that are counted
 */
async function persistently<T>(
  { signal, wait = (ms, by) => sleep(ms, undefined, { signal: by }) }: DownloadOptions,
  tell: (note: string | null) => void,
  brought: () => boolean,
  call: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof WaitpointError || isFileError(error)) throw error;
      if (brought()) failures = 1;
      const asked = error instanceof HubBusy ? error.waitMs : null;
      if (asked !== null && asked > LONGEST_ASKED_WAIT_MS)
        throw errors.downloadFailed(
          `The hub asks to wait for ${Math.ceil(asked / 60_000)} minutes. Try again then; what was received stays.`,
        );
      if (failures >= MOST_TRIES) throw error;
      const ms = asked ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
      tell(`${networkReason(error)}: trying again in ${Math.ceil(ms / 1000)} s`);
      await wait(ms, signal);
    }
  }
}

function targetOf(folder: string, repository: string, path: string): string {
  // Names are the hub's word: they must not lead anywhere else.
  if (!isSafePath(path))
    throw errors.downloadFailed(`The hub has a file with a name that cannot be: ${JSON.stringify(path)}.`);
  return join(folder, ...repository.split('/'), ...path.split('/'));
}

interface Missing {
  readonly file: HubFile;
  readonly target: string;
  /** Bytes that are still to come. */
  readonly left: number;
}

async function whatIsMissing(files: readonly HubFile[], targets: readonly string[]): Promise<Missing[]> {
  const missing: Missing[] = [];
  for (const [i, file] of files.entries()) {
    const target = targets[i] ?? '';
    const there = await stat(target).catch(() => null);
    if (there?.isFile() && there.size === file.sizeBytes) continue;
    missing.push({ file, target, left: Math.max(0, file.sizeBytes - (await partBytes(target))) });
  }
  return missing;
}

async function mustFit(
  { freeBytes = freeBytesOf }: DownloadOptions,
  missing: readonly Missing[],
): Promise<void> {
  for (const { target } of missing) {
    await mkdir(dirname(target), { recursive: true }).catch((error: unknown) => {
      throw errors.writeFailed(dirname(target), reasonOf(error));
    });
  }
  const left = missing.reduce((sum, one) => sum + one.left, 0);
  const folder = dirname(missing[0]?.target ?? '.');
  const free = await freeBytes(folder);
  if (left + SPARE_BYTES > free)
    throw errors.writeFailed(
      folder,
      `${sizeText(left)} are still to come, and the disk has ${sizeText(free)} free. ` +
        'Free some space, or choose another folder',
    );
}

function told(error: unknown, folder: string): WaitpointError {
  if (error instanceof WaitpointError) return error;
  if (isFileError(error))
    return errors.writeFailed(
      folder,
      `${reasonOf(error)}. What was received stays, and the next try goes on with it`,
    );
  return errors.downloadFailed(
    `The download did not come to an end: ${networkReason(error)}. What was received stays; try again to go on.`,
  );
}
