import { quoteShAlways as quoteSh } from '../../lib/quote.js';
import { fill } from '../../lib/template.js';
import { allOf, type CommandNode, type FlagNode, nameOf, type Offer, RUNNING_BOTS } from './tree.js';

/** A completion script for zsh: to be sourced after `compinit`, or as the file `_botpit` in `fpath`. */
export function zshCompletion(root: CommandNode): string {
  return fill('cli/completion.zsh', {
    bots: quoteSh(RUNNING_BOTS),
    functions: allOf(root).map(functionOf).join('\n'),
  });
}

function functionOf(node: CommandNode): string {
  const specs = node.flags.map(flagSpec);
  const { commands } = node;
  if (commands.length === 0) {
    const places = node.arguments.map(({ label, offer, many }, index) =>
      quoteSh(`${many ? '*' : index + 1}:${message(label)}:${actionOf(offer)}`),
    );
    return `${functionName(node)}() {\n  _arguments \\\n${indented([...specs, ...places])}\n}\n`;
  }
  return fill('cli/completion-group.zsh', {
    name: functionName(node),
    specs: indented([...specs, "'1:command:->command'", "'*::argument:->argument'"]),
    commands: commands.map((each) => quoteSh(`${nameOf(each)}:${message(each.description)}`)).join('\n'),
    calls: commands.map((each) => `${nameOf(each)}) ${functionName(each)} ;;`).join('\n'),
  });
}

function functionName({ path }: CommandNode): string {
  return ['_botpit', ...path].join('_').replaceAll('-', '_');
}

function flagSpec({ names, description, takes, label, offer }: FlagNode): string {
  const value =
    takes === 'nothing' ? '' : `${takes === 'optional' ? '::' : ':'}${message(label)}:${actionOf(offer)}`;
  const spec = quoteSh(`[${description.replace(/[\\[\]]/g, '\\$&')}]${value}`);
  // After a long flag the value may also follow a "=".
  const forms = names.map((name) => (takes !== 'nothing' && name.startsWith('--') ? `${name}=` : name));
  const exclusive = quoteSh(`(${names.join(' ')})`);
  return forms.length === 1 ? `${exclusive}${forms[0]}${spec}` : `${exclusive}{${forms.join(',')}}${spec}`;
}

function actionOf({ words, paths }: Offer): string {
  if (paths === 'bots') return '_botpit_bots';
  if (paths === 'none') return words.length > 0 ? `(${words.join(' ')})` : ' ';
  if (words.length > 0) return `{_botpit_or_path ${paths} ${words.join(' ')}}`;
  return paths === 'folders' ? '_files -/' : '_files';
}

function message(text: string): string {
  return text.replace(/[\\:]/g, '\\$&');
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join(' \\\n');
}
