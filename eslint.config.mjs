import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/** The rooms of the house, and the other rooms that each may import. */
const mayImport = {
  core: [],
  protocol: ['core'],
  worker: ['core', 'protocol'],
  engines: ['core', 'protocol'],
  files: ['core'],
  cli: ['core', 'protocol', 'engines', 'files'],
  host: ['core', 'protocol', 'engines', 'files'],
  kit: ['core', 'protocol', 'webview'],
  webview: ['core', 'protocol', 'kit'],
};

const rooms = Object.keys(mayImport);
const all = (/** @type {string[]} */ ...but) => rooms.filter((room) => !but.includes(room));

/** Modules that only some rooms may import: by origin and name, with the rooms that may not. */
const forbiddenModules = [
  { origin: 'external', source: 'vscode', rooms: all('host') },
  { origin: 'external', source: 'node-llama-cpp', rooms: all('worker') },
  { origin: 'external', source: '@vscode/webview-ui-toolkit', rooms: all('kit') },
  { origin: 'core', source: '**', rooms: ['core', 'protocol', 'kit', 'webview'] },
];

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'tools/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: [] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  {
    // Plain scripts: no types to check against.
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        AbortController: 'readonly',
        document: 'readonly',
        window: 'readonly',
      },
    },
  },
  {
    // The house's rooms (docs/decisions.md): who may import whom. Type imports count too.
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts'] } },
      'boundaries/elements': [
        { type: 'core', pattern: 'src/core' },
        { type: 'protocol', pattern: 'src/protocol' },
        { type: 'worker', pattern: 'src/engines/llama/worker' },
        { type: 'engines', pattern: 'src/engines' },
        { type: 'files', pattern: 'src/files' },
        { type: 'cli', pattern: 'src/cli' },
        { type: 'host', pattern: 'src/host' },
        { type: 'kit', pattern: 'webview/components' },
        { type: 'webview', pattern: 'webview' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'allow',
          checkAllOrigins: true,
          policies: [
            ...Object.entries(mayImport).map(([room, rooms]) => ({
              from: { element: { type: room } },
              disallow: { to: { element: { types: { noneOf: [room, ...rooms] } } } },
            })),
            ...forbiddenModules.map(({ origin, source, rooms }) => ({
              from: { element: { types: { anyOf: rooms } } },
              disallow: { to: { module: { origin, source } } },
            })),
          ],
        },
      ],
    },
  },
);
