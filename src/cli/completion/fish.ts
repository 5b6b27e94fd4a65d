import { quoteFish } from '../../lib/quote.js';
import { allOf, type CommandNode, type FlagNode, isSomething, nameOf, type Offer } from './tree.js';

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
  return `# Completes botpit in fish. Load it with: botpit completion fish | source

# <any|n> <command...>: whether this command is being typed, with so many arguments so far.
function __botpit_at
    set -l typed
    set -l flag no
    for word in (commandline -opc)[2..-1]
        switch $word
            case ${names.map(quoteFish).join(' ')}
                set flag yes
            case '-*'
                set flag no
            case '*'
                if test $flag = yes
                    set flag no
                else
                    set -a typed $word
                end
        end
    end
    set -l place $argv[2..-1]
    test (count $typed) -ge (count $place); or return 1
    for i in (seq (count $place))
        test $typed[$i] = $place[$i]; or return 1
    end
    test $argv[1] = any; or test (math (count $typed) - (count $place)) = $argv[1]
end

# <flag>: whether the word before the cursor is the flag.
function __botpit_after
    set -l typed (commandline -opc)
    test "$typed[-1]" = $argv[1]
end

complete -c botpit -f
${lines.join('\n')}
`;
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
  return [
    ...(paths === 'files' ? ['-F'] : ['-f']),
    ...folders,
    ...(words.length > 0 ? [`-a ${quoteFish(words.join(' '))}`] : []),
  ];
}

function describe(text: string): string {
  return text === '' ? '' : `-d ${quoteFish(text)}`;
}
