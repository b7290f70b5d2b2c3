import { expect, test } from 'vitest';
import {
  hostOf,
  isExposed,
  isServerAddress,
  originOf,
  parseServerAddress,
} from '../../src/core/serverAddress';

test('an address is told from a path', () => {
  expect(['http://a:1', 'HTTPS://a', 'http://a,http://b'].every(isServerAddress)).toBe(true);
  expect(['/models/http.gguf', 'http.gguf', 'none', 'file:///a.gguf', ''].some(isServerAddress)).toBe(false);
});

test('an address has a prefix and a model, several have one model', () => {
  expect(parseServerAddress('http://Host:8000/serve/#Qwen/Qwen3-8B')).toEqual({
    addresses: ['http://host:8000/serve'],
    model: 'Qwen/Qwen3-8B',
  });
  expect(parseServerAddress('http://a:1/,https://b,http://a:1#m')).toEqual({
    addresses: ['http://a:1', 'https://b'],
    model: 'm',
  });
  expect(parseServerAddress('http://[::1]:80').addresses).toEqual(['http://[::1]:80']);
});

test.each([
  'http://',
  'http://a:99999',
  'http://a b',
  'http://a?key=1',
  'http://a,ftp://b',
  'http://a#x,http://b#y',
])('%s is refused', (text) => {
  expect(() => parseServerAddress(text)).toThrow(/not the address|name several models/);
});

test('a password in an address is refused without being repeated', () => {
  const told = (): unknown => parseServerAddress('http://me:secret@host:1');
  expect(told).toThrow(/user name or a password/);
  expect(told).not.toThrow(/secret/);
});

test('plain http to another machine is exposed, to this one it is not', () => {
  expect(['http://10.0.0.1:80', 'http://host', 'http://127.evil.com'].every(isExposed)).toBe(true);
  expect(
    ['http://localhost:1', 'http://127.0.0.1', 'http://127.1.2.3:4', 'http://[::1]:1', 'https://host'].some(
      isExposed,
    ),
  ).toBe(false);
});

test('a key belongs to scheme, host and port', () => {
  expect(originOf('https://Host:1/prefix#model')).toBe('https://host:1');
  expect(hostOf('http://host:1/prefix')).toBe('host:1');
});
