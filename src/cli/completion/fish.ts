import { quoteFish } from '../../lib/quote.js';
import { fill } from '../../lib/template.js';
import {
  allOf,
  type CommandNode,
  type FlagNode,
  isSomething,
  nameOf,
  type Offer,
  RUNNING_BOTS,
} from './tree.js';

/** A completion script for fish 3 and newer. */
export function fishCompletion(root: CommandNode): string {
  const nodes = allOf(root);
  const lines = nodes.flatMap((node) => [
    ...node.commands.map((each) =>
      complete([condition(node, '0'), `-a ${quoteFish(nameOf(each))}`, describe(each.description)]),
    ),
    ...node.flags.flatMap((flag) => flagLines(node, flag)),
    ...node.arguments.flatMap(({ offer, many }, index) =>
      isSomething(offer)
        ? [complete([condition(node, many ? 'any' : String(index)), ...offered(offer)])]
        : [],
    ),
  ]);
  const valued = nodes.flatMap(({ flags }) => flags.filter(({ takes }) => takes !== 'nothing'));
  const names = [...new Set(valued.flatMap((flag) => flag.names))];
  return fill('cli/completion.fish', {
    valued: names.map(quoteFish).join(' '),
    bots: quoteFish(RUNNING_BOTS),
    lines: lines.join('\n'),
  });
}

function complete(parts: readonly string[]): string {
  return ['complete -c botpit', ...parts.filter((part) => part !== '')].join(' ');
}

function condition({ path }: CommandNode, count: string, more = ''): string {
  return `-n ${quoteFish(`__botpit_at ${[count, ...path].join(' ')}${more}`)}`;
}

function flagLines(node: CommandNode, { names, description, takes, offer }: FlagNode): string[] {
  const spelled = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  // The flags of the program itself do not follow a command.
  const count = node.path.length === 0 ? '0' : 'any';
  const flag = [condition(node, count), ...spelled, describe(description)];
  if (takes === 'required') return [complete([...flag, '-r', ...offered(offer)])];
  if (takes === 'nothing' || !isSomething(offer)) return [complete(flag)];
  const after = names.map((name) => condition(node, count, `; and __botpit_after ${name}`));
  return [complete(flag), ...after.map((where) => complete([where, ...offered(offer)]))];
}

function offered({ words, paths }: Offer): string[] {
  // fish cannot be asked for folders alone without a function of its own.
  const folders = paths === 'folders' ? ["-a '(__fish_complete_directories)'"] : [];
  const bots = paths === 'bots' ? ["-a '(__botpit_bots)'"] : [];
  return [
    ...(paths === 'files' ? ['-F'] : ['-f']),
    ...folders,
    ...bots,
    ...(words.length > 0 ? [`-a ${quoteFish(words.join(' '))}`] : []),
  ];
}

function describe(text: string): string {
  return text === '' ? '' : `-d ${quoteFish(text)}`;
}
