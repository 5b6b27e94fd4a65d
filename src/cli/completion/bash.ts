import { quoteShAlways as quoteSh } from '../../lib/quote.js';
import { allOf, type CommandNode, type FlagNode, isSomething, nameOf, type Offer } from './tree.js';

/** A completion script for bash 3.2 and newer; needs no bash-completion. */
export function bashCompletion(root: CommandNode): string {
  const nodes = allOf(root);
  return `# Completes botpit in bash. Load it with: source <(botpit completion bash)

# <files|folders|none> <words>: completes the word at the cursor.
_botpit_offer() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    compgen -W "$2" -- "$cur"
    case $1 in
      files) compgen -f -- "$cur" ;;
      folders) compgen -d -- "$cur" ;;
    esac
  )
  if [ "$1" != none ]; then compopt -o filenames 2>/dev/null; fi
}

_botpit() {
  local cur=\${COMP_WORDS[COMP_CWORD]} at=botpit flag= takes=nothing argument=0 i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [ -n "$flag" ]; then
      # --flag=value comes as three words.
      if [ "$word" = = ]; then continue; fi
      case $takes$word in
        optional-*) ;;
        *) flag=; continue ;;
      esac
    fi
    flag=
    case $word in
      -*)
        _botpit_takes "$at $word"
        if [ "$takes" != nothing ]; then flag=$word; fi
        ;;
      *)
        case "$at $word" in
          ${patterns(nodes.slice(1).map(placeOf))}) at="$at $word" ;;
          *) argument=$((argument + 1)) ;;
        esac
        ;;
    esac
  done
  if [ "$cur" = = ]; then cur=; fi
  if [ -n "$flag" ]; then
    case $takes$cur in
      optional-*) ;;
      *) _botpit_value "$at $flag"; return ;;
    esac
  fi
  case $cur in
    -*) _botpit_flags "$at" ;;
    *) _botpit_argument "$at $argument" ;;
  esac
}

_botpit_takes() {
  case $1 in
${flagCases(nodes, ({ takes }) => (takes === 'nothing' ? null : `takes=${takes}`))}
    *) takes=nothing ;;
  esac
}

_botpit_value() {
  case $1 in
${flagCases(nodes, ({ offer }) => (isSomething(offer) ? offered(offer) : null))}
  esac
}

_botpit_flags() {
  case $1 in
${cases(nodes.map((node) => [placeOf(node), offered({ words: node.flags.flatMap(({ names }) => names), paths: 'none' })]))}
  esac
}

_botpit_argument() {
  case $1 in
${cases(nodes.flatMap(argumentCases))}
  esac
}

complete -F _botpit botpit
`;
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
