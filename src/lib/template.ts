import { readFileSync } from 'node:fs';
import { FROM_SOURCE, PACKAGE_ROOT } from './package-root.js';

const MARK = /^ *\{\{([#/])(\w+)\}\}$/;
const HOLE = /^( *)\{\{(\w+)\}\}\n|\{\{(\w+)\}\}/gm;

/** What goes into the holes of a template, by name. Null leaves out what is there for it alone. */
export type Holes = Readonly<Record<string, string | number | null>>;

/**
 * A template with its holes filled. `{{name}}` is a hole; a value of several lines gets the indent of a hole that has a
 * line of its own. The lines between `{{#name}}` and `{{/name}}` stay where that hole has a value.
 * @param template `recipes/crontab` lies in `src/recipes/templates/`, from where the build copies it to `dist/recipes/`
 */
export function fill(template: string, holes: Holes): string {
  const filling = (name: string): string => {
    const value = holes[name];
    if (value === undefined) throw new Error(`nothing fills the hole ${name} of ${template}`);
    return String(value ?? '');
  };
  const path = FROM_SOURCE ? template.replace(/^\w+/, 'src/$&/templates') : `dist/${template}`;
  const text = readFileSync(new URL(path, PACKAGE_ROOT), 'utf8').replaceAll('\r\n', '\n');
  let isLeftOut = false;
  const lines = text.split('\n').filter((line) => {
    const [, mark, name = ''] = MARK.exec(line) ?? [];
    if (mark === undefined) return !isLeftOut;
    isLeftOut = mark === '#' && filling(name) === '';
    return false;
  });
  // All at once, since a value may look like a hole.
  return lines.join('\n').replace(HOLE, (_, indent, ofLine, word) => {
    if (ofLine === undefined) return filling(word);
    const value = filling(ofLine);
    return value === '' ? '' : `${value.replace(/^(?=.)/gm, indent)}\n`;
  });
}
