# Completes botpit in bash. Load it with: source <(botpit completion bash)

# <files|folders|bots|none> <words>: completes the word at the cursor.
_botpit_offer() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    compgen -W "$2" -- "$cur"
    case $1 in
      files) compgen -f -- "$cur" ;;
      folders) compgen -d -- "$cur" ;;
      bots) compgen -W "$(sh -c {{bots}})" -- "$cur" ;;
    esac
  )
  case $1 in
    files | folders) compopt -o filenames 2>/dev/null ;;
  esac
}

_botpit() {
  local cur=${COMP_WORDS[COMP_CWORD]} at=botpit flag= takes=nothing argument=0 i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
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
          {{commands}}) at="$at $word" ;;
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
{{takes}}
    *) takes=nothing ;;
  esac
}

_botpit_value() {
  case $1 in
{{values}}
  esac
}

_botpit_flags() {
  case $1 in
{{flags}}
  esac
}

_botpit_argument() {
  case $1 in
{{arguments}}
  esac
}

complete -F _botpit botpit
