/**
 * `npm test`: sets up whatever is missing, then runs every check, the fast ones first, all of them whatever fails.
 * The last line is `N passed, N failed`: test cases, and one for each check that is not made of test cases.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './support/paths.mjs';
import { run, runScript } from './support/process.mjs';
import { setUpBrowser, setUpBuild, setUpEditor } from './support/stages.mjs';

/** @typedef {{ passed: number, failures: string[] }} Outcome */

const bin = (/** @type {string} */ file) => inRoot('node_modules', file);

runScript(async () => {
  let passed = 0;
  /** @type {string[]} */
  const failures = [];
  /** @param {string} name @param {() => Promise<Outcome>} work */
  const check = async (name, work) => {
    console.log(`\n── ${name}`);
    const outcome = await work();
    passed += outcome.passed;
    failures.push(...outcome.failures.map((failure) => `${name}: ${failure}`));
  };

  await check('set-up', () => single(setUp));
  await check('types', () => script(bin('typescript/bin/tsc'), '-b'));
  await check('lint', () => script(bin('eslint/bin/eslint.js'), '.'));
  await check('format', () =>
    script(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  );
  const projects = await testProjects();
  for (const project of projects.filter((name) => name !== 'e2e'))
    await check(project, () => vitest(project));
  await check('package', () => single(setUpEditor));
  await check('e2e', () => vitest('e2e'));

  if (failures.length > 0)
    console.log(`\nFailed:\n${failures.map((failure) => `  ✖ ${failure}`).join('\n')}`);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length > 0 ? 1 : 0;
});

async function setUp() {
  await setUpBuild();
  await setUpBrowser();
}

/**
 * Names of the Vitest projects, in the order of vitest.config.ts.
 * @returns {Promise<string[]>}
 */
async function testProjects() {
  // Only now: esbuild is a dependency, and those are installed by the set-up.
  const { build } = await import('esbuild');
  const file = inRoot('build/vitest.config.mjs');
  await build({ entryPoints: [inRoot('vitest.config.ts')], outfile: file, format: 'esm' });
  /** @type {{ default: { test: { projects: { test: { name: string } }[] } } }} */
  const { default: config } = await import(pathToFileURL(file).href);
  return config.test.projects.map(({ test }) => test.name);
}

/**
 * A check that counts as one.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Outcome>}
 */
async function single(work) {
  try {
    await work();
    return { passed: 1, failures: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(message);
    return { passed: 0, failures: [message.split('\n', 1)[0] ?? ''] };
  }
}

/** @param {string} file @param {string[]} args */
const script = (file, ...args) => single(() => run(process.execPath, [file, ...args]));

/**
 * Runs a Vitest project and counts its cases. A file that could not run at all, or an error outside every case, counts
 * as one failure.
 * @param {string} project
 * @returns {Promise<Outcome>}
 */
async function vitest(project) {
  const report = inRoot('build/test-results', `${project}.json`);
  rmSync(report, { force: true });
  mkdirSync(inRoot('build/test-results'), { recursive: true });
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const ended = await run(process.execPath, [bin('vitest/vitest.mjs'), ...args], { show: true }).then(
    () => true,
    () => false,
  );
  /** @type {{ numPassedTests: number, testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failures: ['ended without a report'] };
  }
  const failures = results.testResults.flatMap(({ name, status, assertionResults }) => {
    const cases = assertionResults
      .filter((result) => result.status === 'failed')
      .map((result) => result.fullName);
    return cases.length === 0 && status === 'failed' ? [`${name} could not run`] : cases;
  });
  if (!ended && failures.length === 0) failures.push('errors outside the test cases');
  return { passed: results.numPassedTests, failures };
}
