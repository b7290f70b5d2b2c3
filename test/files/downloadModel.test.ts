import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseHubAddress } from '../../src/core/models/hubAddress';
import {
  downloadModel,
  type DownloadOptions,
  type DownloadProgress,
} from '../../src/files/hub/downloadModel';
import { hubEndpoint } from '../../src/files/hub/hubClient';
import { cutAfter, FakeHub, hang, status } from '../support/fakeHub';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256));
const FILE = 'Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf';
const ADDRESS = `hf:${FILE}`;
const TOKEN = 'hf_secretSecretSecret';

let hub: FakeHub;
let folder: string;
let waits: number[];
let progress: DownloadProgress[];
beforeEach(async () => {
  hub = await FakeHub.start();
  hub.files.set(FILE, CONTENT);
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-download-'));
  [waits, progress] = [[], []];
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});
const at = (name = FILE): string => join(folder, name);
const download = (address = ADDRESS, more: Partial<DownloadOptions> = {}) =>
  downloadModel({
    address: parseHubAddress(address),
    ...{ folder, endpoint: hub.endpoint, token: null, signal: new AbortController().signal },
    onProgress: (one) => progress.push(one),
    wait: async (ms) => waits.push(ms),
    ...more,
  });
const received = (): number => progress.at(-1)?.receivedBytes ?? 0;
/** An earlier try that was cut after so many bytes. */
async function begun(bytes: number): Promise<void> {
  hub.faults.store.push(cutAfter(bytes, CONTENT, received));
  const stopped = new AbortController();
  const wait = async (): Promise<void> => stopped.abort();
  await expect(download(ADDRESS, { signal: stopped.signal, wait })).rejects.toThrow();
  expect((await stat(`${at()}.part`)).size).toBe(bytes);
  hub.requests.length = 0;
}

describe('a download', () => {
  test('puts the model under its name, whole and checked, and tells how far it is', async () => {
    const done = await download();
    expect(done).toEqual({ path: at(), sizeBytes: CONTENT.length, isNew: true });
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
    expect(await readdir(join(folder, 'Qwen/Qwen3-0.6B-GGUF'))).toEqual(['Qwen3-0.6B-Q8_0.gguf']);
    expect(progress.at(-1)).toEqual({ receivedBytes: 300_000, totalBytes: 300_000, note: null });
    const course = progress.map(({ receivedBytes }) => receivedBytes);
    expect(course).toEqual(course.toSorted((a, b) => a - b));
    // What the hub's name for the revision stood for is what is downloaded.
    expect(hub.requests.at(-2)?.path).toContain(`/resolve/${hub.commit}/`);
  });

  test('of what is there already does nothing', async () => {
    await download();
    expect(await download()).toMatchObject({ path: at(), isNew: false });
    expect(hub.ranges).toEqual(['all']);
  });

  test('chooses by quantisation, and a good one where none is named', async () => {
    hub.files.set('a/b-GGUF/m-Q2_K.gguf', Buffer.from('2'));
    hub.files.set('a/b-GGUF/m-Q4_K_M.gguf', Buffer.from('4'));
    hub.files.set('a/b-GGUF/mmproj-m-Q4_K_M.gguf', Buffer.from('eyes'));
    expect((await download('hf:a/b-GGUF')).path).toBe(at('a/b-GGUF/m-Q4_K_M.gguf'));
    expect((await download('hf:a/b-GGUF:q2_k')).path).toBe(at('a/b-GGUF/m-Q2_K.gguf'));
    await expect(download('hf:a/b-GGUF:Q8_0')).rejects.toThrow(
      /hf:a\/b-GGUF:Q8_0 is not there\. The repository has: m-Q2_K\.gguf, m-Q4_K_M\.gguf\./,
    );
  });

  test('of a split model brings all its parts', async () => {
    const part = (number: number): string => `a/b/m-Q4_0-0000${number}-of-00003.gguf`;
    for (const number of [1, 2, 3]) hub.files.set(part(number), CONTENT.subarray(0, number * 1000));
    const done = await download('hf:a/b:Q4_0');
    expect(done).toEqual({ path: at(part(1)), sizeBytes: 6000, isNew: true });
    for (const number of [1, 2, 3]) expect((await stat(at(part(number)))).size).toBe(number * 1000);
    expect(progress.at(-1)).toMatchObject({ receivedBytes: 6000, totalBytes: 6000 });
  });
});

describe('what was received', () => {
  test('is gone on with in the next try, by the same content', async () => {
    await begun(100_000);
    await download();
    expect(hub.ranges).toEqual(['bytes=100000-']);
    expect(hub.requests.at(-1)?.ifRange).toBe('"one"');
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
  });

  test('is gone on with after a cut connection, without being asked', async () => {
    hub.faults.store.push(cutAfter(50_000, CONTENT, received), cutAfter(60_000, CONTENT, received));
    await download();
    expect(hub.ranges).toEqual(['all', 'bytes=50000-', 'bytes=110000-']);
    expect(waits).toEqual([1000, 1000]);
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
    expect(progress.map(({ note }) => note)).toContain('the connection was cut: trying again in 1 s');
  });

  test('is thrown away where the hub has another content by now', async () => {
    await begun(100_000);
    const other = Buffer.from(CONTENT).fill(1, 200_000);
    hub.files.set(FILE, other);
    await download();
    expect(hub.ranges).toEqual(['all']);
    expect(other.equals(await readFile(at()))).toBe(true);
  });

  test('is thrown away where the store says that its content changed (ETag)', async () => {
    await begun(100_000);
    hub.etag = '"two"';
    await download();
    expect(hub.ranges).toEqual(['bytes=100000-']);
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
  });

  test('is no help with a store that knows no ranges', async () => {
    await begun(100_000);
    hub.ignoresRanges = true;
    await download();
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
  });

  test('of nobody knows what is not used', async () => {
    await mkdir(join(folder, 'Qwen/Qwen3-0.6B-GGUF'), { recursive: true });
    await writeFile(`${at()}.part`, 'something else');
    await download();
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
  });

  test('stays when it is cancelled', async () => {
    const cancel = new AbortController();
    const onProgress = ({ receivedBytes }: DownloadProgress): void =>
      void (receivedBytes > 0 && cancel.abort());
    await expect(download(ADDRESS, { signal: cancel.signal, onProgress })).rejects.toThrow();
    const kept = (await stat(`${at()}.part`)).size;
    expect(kept).toBeGreaterThan(0);
    hub.requests.length = 0;
    await download();
    if (kept < CONTENT.length) expect(hub.ranges).toEqual([`bytes=${kept}-`]);
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
  });
});

describe('a token', () => {
  test('goes to the hub, never to where it redirects', async () => {
    hub.token = TOKEN;
    await download(ADDRESS, { token: TOKEN });
    const seen = (server: string) =>
      new Set(hub.requests.filter((one) => one.server === server).map(({ authorization }) => authorization));
    expect(seen('hub')).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(seen('store')).toEqual(new Set([null]));
  });

  test('that is missing is asked for, with where to accept the licence', async () => {
    hub.token = TOKEN;
    await expect(download()).rejects.toMatchObject({
      code: 'accessDenied',
      message: expect.stringContaining(
        `accept its licence on ${hub.endpoint}/Qwen/Qwen3-0.6B-GGUF`,
      ) as string,
    });
  });

  test('that is wrong is said, and stands in no message', async () => {
    hub.token = 'another';
    const error = await download(ADDRESS, { token: TOKEN }).catch((one: unknown) => one);
    expect(error).toMatchObject({
      code: 'accessDenied',
      message: expect.stringContaining('does not accept the token') as string,
    });
    expect(JSON.stringify([(error as Error).message, (error as Error).stack, error, progress])).not.toContain(
      TOKEN,
    );
  });

  test('that has no access is told where to get it', async () => {
    hub.faults.hub.push(status(403, { 'x-error-code': 'GatedRepo' }));
    await expect(download(ADDRESS, { token: TOKEN })).rejects.toThrow(/Your account may not download Qwen/);
  });

  test('is not sent over a connection that anybody can read', async () => {
    await expect(download(ADDRESS, { token: TOKEN, endpoint: 'http://hub.example' })).rejects.toThrow(
      /not sent to http:\/\/hub\.example/,
    );
  });
});

describe('faults', () => {
  test('a file that is not there', async () => {
    await expect(download('hf:Qwen/Qwen3-0.6B-GGUF/none.gguf')).rejects.toThrow(
      /Qwen\/Qwen3-0\.6B-GGUF\/none\.gguf is not on http.* See http/,
    );
    await expect(download('hf:no/such')).rejects.toThrow(/no\/such is not on/);
  });

  test('a hub that asks to wait is waited for as long as it asks', async () => {
    hub.faults.hub.push(status(429, { 'retry-after': '7' }), status(429), status(503));
    await download();
    expect(waits).toEqual([7000, 2000, 4000]);
    expect(progress.map(({ note }) => note)).toContain(
      'the hub allows no more requests for now: trying again in 7 s',
    );
  });

  test('a hub that asks to wait for hours is not waited for', async () => {
    hub.faults.hub.push(status(429, { 'retry-after': '7200' }));
    await expect(download()).rejects.toThrow(/wait for 120 minutes/);
  });

  test('a hub that never gets better is given up', async () => {
    hub.faults.hub.push(...Array.from({ length: 5 }, () => status(500)));
    await expect(download()).rejects.toThrow(
      /did not come to an end: the hub answers 500\. What was received stays/,
    );
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  test('content with another hash is thrown away, and said', async () => {
    hub.falseHash = 'a'.repeat(64);
    await expect(download()).rejects.toThrow(
      /arrived broken: its SHA-256 is [0-9a-f]{64}, and the hub says a{64}/,
    );
    expect(await readdir(join(folder, 'Qwen/Qwen3-0.6B-GGUF'))).toEqual([]);
  });

  test('a connection on which nothing comes any more is given up', async () => {
    hub.faults.store.push(hang(CONTENT));
    await download(ADDRESS, { stallMs: 200 });
    expect(hub.ranges).toEqual(['all', 'bytes=1000-']);
    expect(CONTENT.equals(await readFile(at()))).toBe(true);
  });

  test('offline', async () => {
    const endpoint = hub.endpoint;
    await hub.close();
    await expect(download(ADDRESS, { endpoint })).rejects.toThrow(/the hub refuses the connection/);
    await expect(download(ADDRESS, { endpoint: 'http://nowhere.invalid' })).rejects.toThrow(
      /the hub is not found: this machine may be offline/,
    );
    hub = await FakeHub.start();
  });

  test('a disk that is too small is seen before anything is received', async () => {
    await expect(download(ADDRESS, { freeBytes: async () => 100_200_000 })).rejects.toThrow(
      /300 KB are still to come, and the disk has 100 MB free/,
    );
    expect(hub.ranges).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('a disk that fills up on the way', async () => {
    await mkdir(join(folder, 'Qwen/Qwen3-0.6B-GGUF'), { recursive: true });
    await begun(10);
    await rm(`${at()}.part`);
    await symlink('/dev/full', `${at()}.part`);
    await expect(download()).rejects.toMatchObject({
      code: 'writeFailed',
      message: expect.stringMatching(/the disk is full\. What was received stays/) as string,
    });
  });

  test('names that lead out of the folder are refused', async () => {
    hub.files.set('a/b/../../../evil.gguf', Buffer.from('x'));
    await expect(download('hf:a/b')).rejects.toThrow(/has no GGUF files/);
  });

  test('two at once do not write one file', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = download(ADDRESS, { freeBytes: async () => 1e12, wait: () => held });
    hub.faults.store.push(cutAfter(10, CONTENT, received));
    await expect.poll(() => progress.some(({ note }) => note?.includes('trying again'))).toBe(true);
    await expect(download()).rejects.toThrow(/is writing/);
    release();
    await first;
  });
});

test('HF_ENDPOINT is another hub', () => {
  expect(hubEndpoint({})).toBe('https://huggingface.co');
  expect(hubEndpoint({ HF_ENDPOINT: 'https://hf-mirror.com/' })).toBe('https://hf-mirror.com');
  expect(() => hubEndpoint({ HF_ENDPOINT: 'mirror' })).toThrow(/HF_ENDPOINT is "mirror"/);
});
