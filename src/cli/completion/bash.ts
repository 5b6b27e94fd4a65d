import { quoteShAlways as quoteSh } from '../../lib/quote.js';
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

/** A completion script for bash 3.2 and newer; needs no bash-completion. */
export function bashCompletion(root: CommandNode): string {
  const nodes = allOf(root);
  return fill('cli/completion.bash', {
    commands: patterns(nodes.slice(1).map(placeOf)),
    takes: flagCases(nodes, ({ takes }) => (takes === 'nothing' ? null : `takes=${takes}`)),
    values: flagCases(nodes, ({ offer }) => (isSomething(offer) ? offered(offer) : null)),
    flags: cases(
      nodes.map((node) => [
        placeOf(node),
        offered({ words: node.flags.flatMap(({ names }) => names), paths: 'none' }),
      ]),
    ),
    arguments: cases(nodes.flatMap(argumentCases)),
    bots: quoteSh(RUNNING_BOTS),
  });
}

/** Whatever the number of the argument. */
const ANY = '*';

function placeOf({ path }: CommandNode): string {
  return ['botpit', ...path].join(' ');
}

/** @param actionOf what to do after a flag; null for nothing */
function flagCases(nodes: readonly CommandNode[], actionOf: (flag: FlagNode) => string | null): string {
  const branches = nodes.flatMap((node) =>
    node.flags.flatMap((flag) => {
      const action = actionOf(flag);
      return action === null ? [] : flag.names.map((name) => [`${placeOf(node)} ${name}`, action] as const);
    }),
  );
  return cases(branches);
}

function argumentCases(node: CommandNode): [string, string][] {
  if (node.commands.length > 0) {
    return [[`${placeOf(node)} 0`, offered({ words: node.commands.map(nameOf), paths: 'none' })]];
  }
  return node.arguments.flatMap(({ offer, many }, index) =>
    isSomething(offer)
      ? [[`${placeOf(node)} ${many ? ANY : index}`, offered(offer)] as [string, string]]
      : [],
  );
}

function offered({ words, paths }: Offer): string {
  return `_botpit_offer ${paths} ${quoteSh(words.join(' '))}`;
}

/** The branches of a `case`, one for all places where the same is to be done. */
function cases(branches: readonly (readonly [place: string, action: string])[]): string {
  const places = new Map<string, string[]>();
  for (const [place, action] of branches) places.set(action, [...(places.get(action) ?? []), place]);
  return [...places].map(([action, at]) => `    ${patterns(at)})\n      ${action} ;;`).join('\n');
}

function patterns(places: readonly string[]): string {
  return places
    .map((place) => (place.endsWith(ANY) ? `${quoteSh(place.slice(0, -ANY.length))}${ANY}` : quoteSh(place)))
    .join('|');
}
