import { expect, test } from 'vitest';
import { problemHtml, viewHtml } from '../../src/host/viewHtml';

const resources = {
  cspSource: 'https://view.example',
  script: 'https://view.example/traceView.js',
  style: 'https://view.example/traceView.css',
  title: 'a.trace.json',
};
const policyOf = (html: string): string => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

test('scripts run by a nonce that is new each time, and nothing else is allowed by default', () => {
  const [one, two] = [viewHtml(resources), viewHtml(resources)];
  const nonce = /nonce="([^"]+)" src=/.exec(one)?.[1] ?? '';
  expect(nonce.length).toBeGreaterThan(20);
  expect(policyOf(one)).toContain(`script-src &#39;nonce-${nonce}&#39;`);
  expect(two).not.toContain(nonce);
  expect(policyOf(one)).toMatch(/^default-src &#39;none&#39;/);
  expect(policyOf(one)).not.toMatch(/unsafe|\*|data:/);
});

test('the page has no inline script, handler or style', () => {
  expect(viewHtml(resources)).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=|<style/);
});

test('what a file or its name says is text on the problem page', () => {
  const html = problemHtml({
    title: '</title><script>alert(1)</script>',
    heading: '<b>x</b>',
    message: 'line 3: </p><img src=x onerror=alert(1)>',
    openAsText: { label: 'Open as Text', href: 'command:waitpoint.openAsText?%22"><script>%22' },
  });
  expect(html).not.toMatch(/<script|<img|<b>/);
  expect(html).toContain('line 3: &lt;/p&gt;');
  expect(policyOf(html)).not.toContain('script-src');
});

test('translations travel in the page as data, whatever they hold', () => {
  const words = { 'a "b"': '<script>"가"</script>' };
  const html = viewHtml({ ...resources, language: 'ko', words });
  expect(html).toContain('<html lang="ko">');
  const content = /<meta name="waitpoint-words" content="([^"]*)">/.exec(html)?.[1] ?? '';
  expect(content).not.toContain('<');
  const unescaped = content.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  expect(JSON.parse(unescaped)).toEqual(words);
});
