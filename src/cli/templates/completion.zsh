#compdef botpit
# Completes botpit in zsh. Load it with: source <(botpit completion zsh)

# <files|folders> <words>: those words, and the names of files or folders.
_botpit_or_path() {
  local paths=_files
  if [[ $1 == folders ]]; then paths='_files -/'; fi
  shift
  _alternative "values:value:($*)" "paths:path:$paths"
}

# The names of the bots that run.
_botpit_bots() {
  compadd -- ${(f)"$(sh -c {{bots}})"}
}

{{functions}}
if [[ $funcstack[1] == _botpit ]]; then _botpit "$@"; else compdef _botpit botpit; fi
