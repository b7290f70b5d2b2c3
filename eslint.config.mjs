import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

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
        { type: 'core', pattern: 'src/core', mode: 'folder' },
        { type: 'protocol', pattern: 'src/protocol', mode: 'folder' },
        { type: 'worker', pattern: 'src/engines/llama/worker', mode: 'folder' },
        { type: 'engines', pattern: 'src/engines', mode: 'folder' },
        { type: 'cli', pattern: 'src/cli', mode: 'folder' },
        { type: 'host', pattern: 'src/host', mode: 'folder' },
        { type: 'webview', pattern: 'webview', mode: 'folder' },
      ],
    },
    rules: {
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          rules: [
            { from: 'core', allow: ['core'] },
            { from: 'protocol', allow: ['core', 'protocol'] },
            { from: 'engines', allow: ['core', 'protocol', 'engines'] },
            { from: 'worker', allow: ['core', 'protocol', 'worker'] },
            { from: 'cli', allow: ['core', 'engines', 'cli', 'protocol'] },
            { from: 'host', allow: ['core', 'protocol', 'engines', 'host'] },
            { from: 'webview', allow: ['core', 'protocol', 'webview'] },
          ],
        },
      ],
      'boundaries/external': [
        'error',
        {
          default: 'allow',
          rules: [
            { from: ['core', 'protocol', 'webview'], disallow: ['vscode', 'node:*', 'node-llama-cpp'] },
            { from: ['engines', 'cli'], disallow: ['vscode', 'node-llama-cpp'] },
            { from: 'worker', disallow: ['vscode'] },
            { from: 'host', disallow: ['node-llama-cpp'] },
          ],
        },
      ],
    },
  },
);
