import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder, inRoot } from './paths.mjs';
import { installPackages, mayInstallPackages } from './debian.mjs';
import { Failure, findOnPath, run, runScript } from './process.mjs';

/** The sources of llama.cpp that node-llama-cpp carries: the release of its binaries, so both know the same models. */
const sources = inRoot('node_modules/node-llama-cpp/llama/gitRelease.bundle');
const releaseFile = inRoot('node_modules/node-llama-cpp/llama/binariesGithubRelease.json');

/** One static program: no shared libraries beside it, no tests, no web page, no HTTPS, nothing fetched. */
const options = [
  '-DCMAKE_BUILD_TYPE=Release',
  '-DBUILD_SHARED_LIBS=OFF',
  '-DLLAMA_BUILD_TESTS=OFF',
  '-DLLAMA_BUILD_EXAMPLES=OFF',
  '-DLLAMA_BUILD_APP=OFF',
  '-DLLAMA_BUILD_UI=OFF',
  '-DLLAMA_USE_PREBUILT_UI=OFF',
  '-DLLAMA_OPENSSL=OFF',
  '-DGGML_OPENMP=OFF',
  '-DGGML_CCACHE=OFF',
];

/**
 * The llama-server of this user, built from node-llama-cpp's own sources where it is not there yet: ten minutes on two
 * cores, once for each release. It lies outside the checkout, so that a fresh clone finds it. What the build needs is
 * installed where that is ours to do.
 * @returns {Promise<string>} path of the program
 * @throws {Failure} without git, CMake or a C++ compiler
 */
export async function llamaServer() {
  const program = llamaServerFile();
  if (existsSync(program)) return program;
  if (missingTools().length > 0 && mayInstallPackages()) await installPackages('git', 'cmake', 'g++', 'make');
  const missing = missingTools();
  if (missing.length > 0)
    throw new Failure(
      `llama-server is built from source, which needs ${missing.join(' and ')}. Install them (Debian: apt install git cmake g++), or set WAITPOINT_LLAMA_SERVER to a llama-server that is there.`,
    );
  const folder = mkdtempSync(path.join(tmpdir(), 'llama-server-'));
  try {
    await run('git', ['clone', '--quiet', sources, path.join(folder, 'source')]);
    const build = path.join(folder, 'build');
    const generator = findOnPath('ninja') ? ['-G', 'Ninja'] : [];
    await run('cmake', [...generator, '-S', path.join(folder, 'source'), '-B', build, ...options]);
    await run('cmake', ['--build', build, '--config', 'Release', '--target', 'llama-server', '-j', '2']);
    mkdirSync(path.dirname(program), { recursive: true });
    // By way of a name of its own: whoever looks meanwhile finds a whole program, or none.
    const copy = `${program}.${process.pid}`;
    copyFileSync(path.join(build, 'bin', path.basename(program)), copy);
    renameSync(copy, program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return program;
}

/** What a build needs and is not here. CMake finds Visual Studio's compiler by itself. */
function missingTools() {
  const tools = ['git', 'cmake'].filter((tool) => !findOnPath(tool));
  const compiles =
    process.platform === 'win32' ||
    process.env['CXX'] ||
    ['c++', 'g++', 'clang++'].some((name) => findOnPath(name));
  return compiles ? tools : [...tools, 'a C++ compiler'];
}

/** Where the program is, or will be. */
export function llamaServerFile() {
  const own = process.env['WAITPOINT_LLAMA_SERVER'];
  if (own) return own;
  const { release } = JSON.parse(readFileSync(releaseFile, 'utf8'));
  const name = process.platform === 'win32' ? 'llama-server.exe' : 'llama-server';
  return path.join(cacheFolder(), `llama-server-${release}`, name);
}

if (process.argv[1] === import.meta.filename)
  runScript(async () => {
    console.log(await llamaServer());
  });
