import { Template } from '@huggingface/jinja';
import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../../src/core/decode/chatTemplate';

const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: '몇 시? 🫨' },
  { role: 'assistant', content: 'Noon.' },
];
const render = (template: string, more: Record<string, unknown> = {}): string =>
  renderTemplate(template, { messages, add_generation_prompt: true, ...more });

describe('a chat template', () => {
  it('is rendered as the library renders it', () => {
    for (const template of [
      '{% for m in messages %}<|{{ m.role }}|>{{ m.content | trim }}\n{% endfor %}{{ "go" if add_generation_prompt }}',
      '{%- set ns = namespace(last=-1) -%}{% for m in messages %}{% if m.role == "user" %}{% set ns.last = loop.index0 %}{% endif %}{% endfor %}{{ ns.last }}',
      '{% macro say(x) %}[{{ x }}]{% endmacro %}{{ say(messages[1].content) }}{{ range(2, 9, 3) | join(",") }}',
      '{{ strftime_now("%Y") }}{{ messages | tojson }}{{ none is none }}{{ True and not False }}{{ range(3, 0, -1) | list }}',
      '{% set rest = messages[1:] %}{% for m in rest %}{{ rest[loop.index0].role }}{% endfor %}{{ missing }}',
    ])
      expect(render(template)).toBe(new Template(template).render({ messages, add_generation_prompt: true }));
  });

  it('says what the template itself refuses', () => {
    expect(() => render('{{ raise_exception("Roles must alternate") }}')).toThrow('Roles must alternate');
    expect(() => render('{% for %}')).toThrow();
  });

  it('has room for a thousand turns', () => {
    const long = Array.from({ length: 2000 }, (_, i) => ({
      role: i % 2 ? 'assistant' : 'user',
      content: 'word '.repeat(40),
    }));
    const text = render(
      '{% for m in messages %}{% if loop.index0 > 0 and messages[loop.index0 - 1].role == m.role %}{{ raise_exception("no") }}{% endif %}<|{{ m.role }}|>{{ m.content | trim }}{% endfor %}',
      { messages: long },
    );
    expect(text).toHaveLength(2000 * 199 + 1000 * '<|user|>'.length + 1000 * '<|assistant|>'.length);
  });

  it.each([
    ['counts to a billion', '{% for i in range(1000000000) %}{% endfor %}', /counts further than 100000/],
    ['counts for ever', '{% for i in range(0, 9, 0) %}{% endfor %}', /counts further/],
    [
      'loops in loops over what a condition leaves',
      '{% for a in range(99999) %}{% for b in range(99999) if b < 0 %}{% endfor %}{% endfor %}',
      /does not come to an end/,
    ],
    [
      'loops in loops',
      '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}',
      /does not come to an end/,
    ],
    [
      'calls itself',
      '{% macro a(n) %}{{ a(n) }}{{ a(n) }}{% endmacro %}{{ a(1) }}',
      /does not come to an end|Cannot call/,
    ],
    [
      'calls two of itself, and ends in a thousand years',
      '{% macro a(n) %}{% if n > 0 %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(60) }}',
      /does not come to an end/,
    ],
    [
      'doubles a text',
      `{% set ns = namespace(x="ab") %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}`,
      /writes more than|does not come to an end/,
    ],
    [
      'doubles a list',
      `{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}`,
      /does not come to an end/,
    ],
    [
      'doubles what is filled in later',
      `{% set a = namespace(x=1) %}{% set b = namespace(x=[a, a]) %}` +
        `{% for i in range(60) %}{% set c = namespace(x=[b, b]) %}{% set b = c %}{% set a.x = [a, a] %}{% endfor %}{{ a.x | tojson }}`,
      /does not come to an end|call stack/,
    ],
    ['is nested deeply', `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`, /call stack/],
    ['is huge', 'x'.repeat(600_000), /600000 characters, of 524288 at most/],
  ])('that %s is broken off in seconds', (_, template, message) => {
    const begun = performance.now();
    expect(() => render(template)).toThrow(message);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
