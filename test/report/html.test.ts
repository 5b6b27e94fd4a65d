import { expect, test } from 'vitest';
import { Html, html, inlineJson } from '../../src/report/html.js';

test('what is put in is escaped, in text and in attributes', () => {
  const name = `<b title="x">'&`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;b title=&quot;x&quot;&gt;&#39;&amp;">&lt;b title=&quot;x&quot;&gt;&#39;&amp;</p>',
  );
});

test('HTML goes in as it is, lists one after the other, null and false not at all', () => {
  const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${null}${false}${0}`.text).toBe('<ul><li>a</li><li>&lt;</li></ul>0');
  expect(html`${new Html('<br>')}`.text).toBe('<br>');
});

test('JSON in a page neither ends its element nor begins a comment, and reads back the same', () => {
  const value = { name: '</script><!-- & \u2028\u2029 \ud800' };
  const { text } = inlineJson(value);
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(value);
});
