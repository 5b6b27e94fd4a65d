{{name}}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \
{{specs}}
  case $state in
    command)
      local -a commands=(
        {{commands}}
      )
      _describe -t commands command commands
      ;;
    argument)
      case $line[1] in
        {{calls}}
      esac
      ;;
  esac
}
